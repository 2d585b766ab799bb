using System.Net;
using Lab.Coordinator.Clients;
using Lab.Coordinator.Runs;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Lab.Coordinator.Api;

/// <summary>Answers a request that cannot be run with all its faults, and one that another service could not serve with that service's name.</summary>
internal sealed class BadRunHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadRunException bad => new ProblemDetails
            {
                Status = StatusCodes.Status400BadRequest,
                Title = bad.Faults.Count == 1 ? "This cannot be run" : $"This cannot be run, for {bad.Faults.Count} reasons",
                Detail = bad.Message,
                Extensions = { ["faults"] = bad.Faults },
            },
            ConsentNeededException asked => new ProblemDetails
            {
                Status = StatusCodes.Status409Conflict,
                Title = "This run needs your consent",
                Detail = $"{asked.Question.Text} Send the same with \"confirm\": true to agree; the lab remembers it for runs that send no more.",
                Extensions = { ["maxRequests"] = asked.Question.Requests, ["tokens"] = asked.Question.Tokens, ["hasTokenCeiling"] = asked.Question.HasTokenCeiling },
            },
            ServiceRefusedException { Status: HttpStatusCode.BadRequest or HttpStatusCode.Conflict } refused => new ProblemDetails
            {
                Status = (int)refused.Status,
                Title = "Another service of the lab refused this",
                Detail = string.Join(Environment.NewLine, refused.Reasons),
                Extensions = { ["faults"] = refused.Reasons },
            },
            ServiceCallException => new ProblemDetails
            {
                Status = StatusCodes.Status502BadGateway,
                Title = "Another service of the lab did not do its part",
                Detail = exception.Message,
            },
            _ => null,
        };
        if (problem is null)
        {
            return false;
        }

        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, Exception = exception, ProblemDetails = problem });
    }
}
