using System.Globalization;
using Lab.Contracts;
using Lab.Coordinator.Experiments.Yaml;

namespace Lab.Coordinator.Factors.Faults;

/// <summary>Says what a fault does, to whom, when and how often.</summary>
internal static class FaultWords
{
    public static string Of(FaultSpec fault) => What(fault) + HowOften(fault) + Whom(fault.Scope) + When(fault);

    /// <summary>Whether the emulator knows the session, the body and the connection's age where the fault strikes.</summary>
    public static bool StrikesRequests(FaultSpec fault) => Victims(fault) == "requests";

    /// <summary>What it strikes, and its chance is drawn for.</summary>
    public static string Victims(FaultSpec fault) => fault switch
    {
        Refuse => "the time",
        ResetOnAccept or IdleClose or IdleDrop or ConnectionLimit or SlowLink => "connections",
        _ when FaultKinds.NeedsHttps(fault) => "connections",
        _ when FaultKinds.NeedsResolver(fault) => "questions to the resolver",
        _ => "requests",
    };

    private static string What(FaultSpec fault) => fault switch
    {
        ResetBeforeHeaders => "connection reset before the response header",
        CloseBeforeHeaders => "connection closed before the response header",
        CutMidStream f => $"stream {(f.Reset ? "reset" : "closed")} {Behind(f.AfterEvents)}",
        Stall { AfterEvents: { } events } f => $"stream silent for {Quantities.Text(f.For)} {Behind(events)}{(f.Pings is { } ping ? $", with a ping every {Quantities.Text(ping)}" : "")}",
        Stall f => $"no response header for {Quantities.Text(f.For)}",
        SlowHeaders f => $"response header over {Quantities.Text(f.Over)}, byte after byte",
        Trickle f => $"reply at {Quantities.BytesText(f.BytesPerSecond)} a second",
        RateLimit f => $"HTTP 429 (rate limit){(f.RetryAfter is { } after ? $", retry after {Quantities.Text(after)}" : "")}",
        Overload => "HTTP 529 (overloaded)",
        InternalError => "HTTP 500 (internal error)",
        BadGateway => "HTTP 502 (bad gateway)",
        ServiceUnavailable => "HTTP 503 (service unavailable)",
        Unauthorized => "HTTP 401 (key refused)",
        Forbidden => "HTTP 403 (forbidden)",
        ErrorEvent f => $"{f.Type} in the stream {Behind(f.AfterEvents)}",
        MalformedStream f => $"garbage in the stream {Behind(f.AfterEvents)}",
        NoMessageStop f => $"stream ends without its last event, {Behind(f.AfterEvents)}",
        CaptivePortal => "a page of HTML instead of the reply, as of a captive portal",
        DropLargeBody f => $"request bodies stuck beyond {Quantities.BytesText(f.Above)}",
        Refuse f => $"connections refused in slots of {Quantities.Text(f.Slot)}",
        ResetOnAccept => "connection reset as soon as it is accepted",
        IdleClose f => $"connection closed by the server after {Quantities.Text(f.After)} idle{(f.Race ? ", just as the next request comes" : "")}{(f.Hint ? ", as its header had said" : "")}",
        IdleDrop f => $"connection forgotten on the way after {Quantities.Text(f.After)} idle",
        ConnectionLimit f => $"at most {f.Most} connections at a time, others {f.By switch { LimitBy.Refusing => "refused", LimitBy.Resetting => "reset", _ => "answered with 429" }}",
        SlowLink f => $"{Quantities.Text(f.Latency)} of latency each way{(f.BytesPerSecond is { } rate ? $", {Quantities.BytesText(rate)} a second" : "")}",
        SelfSignedCertificate => "self-signed certificate",
        Contracts.WrongCertificateName => "certificate for another name",
        ExpiredCertificate => "certificate out of date",
        PlainHttpOnTlsPort => "plain HTTP on the TLS port",
        ResetInHandshake => "connection reset in the TLS handshake",
        DnsNameNotFound => "name not found (NXDOMAIN)",
        DnsServerFailure => "resolver fails (SERVFAIL)",
        DnsSilence => "resolver does not answer",
        DnsSlow f => $"resolver answers {Quantities.Text(f.By)} late",
        DnsWrongAddress f => $"resolver answers with {f.Address}, where nobody listens",
        DnsDeadIpv6 => "an IPv6 address that never answers beside the right IPv4 one",
        _ => FaultKinds.NameOf(fault).Replace('-', ' '),
    };

    private static string HowOften(FaultSpec fault) => fault.Probability >= 1 ? "" : $", in {fault.Probability.ToString("0.##%", CultureInfo.InvariantCulture)} of {Victims(fault)}";

    private static string Whom(FaultScope? scope)
    {
        var parts = new List<string>();
        if (scope?.Sessions is { } share)
        {
            parts.Add($"in {share.ToString("0.##%", CultureInfo.InvariantCulture)} of the sessions");
        }

        if (scope?.ConnectionAge is { } age)
        {
            parts.Add($"on connections {Quantities.Text(age)} old or older");
        }

        if (scope?.BodyBytes is { } bytes)
        {
            parts.Add($"for bodies of {Quantities.BytesText(bytes)} or more");
        }

        if (scope?.OpenConnections is { } open)
        {
            parts.Add($"while {open} or more connections are open");
        }

        return parts.Count == 0 ? "" : ", " + string.Join(", ", parts);
    }

    private static string When(FaultSpec fault)
    {
        var parts = new List<string>();
        if (fault.Onset?.After is { } after)
        {
            parts.Add($"from {Quantities.Text(after)} into the trial on");
        }

        if (fault.Onset?.Until is { } until)
        {
            parts.Add($"until {Quantities.Text(until)} into the trial");
        }

        if (fault.Onset?.AfterRequests is > 0 and var spared)
        {
            parts.Add($"after the first {spared} {(StrikesRequests(fault) ? "requests of a session" : FaultKinds.NeedsResolver(fault) ? "questions" : "connections")}");
        }

        return parts.Count == 0 ? "" : ", " + string.Join(", ", parts);
    }

    private static string Behind(int events) => events == 0 ? "right behind the header" : $"after {events} event{(events == 1 ? "" : "s")}";
}
