using System.Net;
using Lab.ApiEmulator.Connections;
using Lab.ApiEmulator.Plans;
using Lab.ApiEmulator.Wire;
using Lab.Contracts;

namespace Lab.ApiEmulator.Resolver;

/// <summary>Decides what a question is answered with: one name is known, and the plan's faults strike questions for its addresses.</summary>
internal sealed class NameServer(PlanBook plans, OpenConnections open, Strikes strikes)
{
    /// <summary>The reply to a question.</summary>
    public DnsReply Answer(DnsQuestion question)
    {
        if (question.Wrong != DnsCode.NoError)
        {
            return new(question.Wrong);
        }

        if (question.Name != EmulatorNames.Host)
        {
            return new(DnsCode.NameError);
        }

        // Sessions are served over IPv4 alone: there is no IPv6 address to give.
        var reply = new DnsReply(DnsCode.NoError, question.Type == DnsQuestion.A ? IPAddress.Loopback : null);
        if (question.Type is not (DnsQuestion.A or DnsQuestion.Aaaa))
        {
            return reply;
        }

        var plan = plans.Current;
        if (plan.Questions.Draw(question.Name, question.Type, open.Sessions, plan.Age) is not { } fault)
        {
            return reply;
        }

        strikes.NoteQuestion(plan, fault.Kind, fault.Says, question.Name);
        return fault.Strike(reply);
    }
}
