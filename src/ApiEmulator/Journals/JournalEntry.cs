using System.Text;
using Lab.ApiEmulator.Errors;
using Lab.ApiEmulator.Messages;
using Lab.ApiEmulator.Wire;
using Lab.Contracts;
using Microsoft.AspNetCore.Http.Features;

namespace Lab.ApiEmulator.Journals;

/// <summary>What the journal knows of a request; there from its header on, and whole when its reply has ended.</summary>
internal sealed class JournalEntry
{
    private readonly TimeProvider _clock;
    private readonly long _begin;
    private bool _isUnsent;
    private volatile bool _isOver;
    private volatile EmulatorRequest _seen;

    public JournalEntry(HttpContext context, int onConnection, TimeProvider clock)
    {
        _clock = clock;
        _begin = clock.GetTimestamp();

        var request = context.Request;
        var line = $"{request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget}";
        var session = request.Headers[ApiHeaders.Session].ToString();
        _seen = new EmulatorRequest
        {
            At = clock.GetUtcNow(),
            Connection = context.Wire().Number,
            OnConnection = onConnection,
            Line = line,
            Session = session.Length == 0 ? null : session,
            Headers = (IReadOnlyList<KeyValuePair<string, string>>?)context.Features.Get<HeadTap>()?.Begin(line, request.Headers.Sum(h => h.Value.Count)) ?? InTheServersOrder(request.Headers),
            BodyBytes = request.ContentLength ?? 0,
        };
    }

    /// <summary>The request so far; one whose reply is under way has no status yet, and lasts until now.</summary>
    public EmulatorRequest Seen
    {
        get
        {
            var isOver = _isOver;
            var seen = _seen;
            return isOver ? seen : seen with { Duration = _clock.GetElapsedTime(_begin) };
        }
    }

    /// <summary>The entry of a request; null while no journal is kept.</summary>
    public static JournalEntry? Of(HttpContext context) => context.Features.Get<JournalEntry>();

    /// <summary>A request for a message was read.</summary>
    public void Note(MessageRequest request) => _seen = _seen with
    {
        BodyBytes = request.Bytes,
        Model = Encoding.UTF8.GetString(request.Model),
        Stream = request.Stream,
        Tools = request.Tools,
        MaxTokens = request.MaxTokens,
    };

    /// <summary>A fault struck it.</summary>
    public void Struck(string kind) => _seen = _seen with { Fault = kind };

    /// <summary>It got no response header.</summary>
    public void Unsent() => _isUnsent = true;

    /// <summary>The reply has ended.</summary>
    public void End(HttpContext context)
    {
        _seen = _seen with { Status = _isUnsent ? null : context.Response.StatusCode, Duration = _clock.GetElapsedTime(_begin) };
        _isOver = true;
    }

    /// <summary>For a connection that lay idle when the journal was turned on: nobody listened to its header.</summary>
    private static List<KeyValuePair<string, string>> InTheServersOrder(IHeaderDictionary headers) =>
        [.. headers.SelectMany(h => h.Value.Select(v => new KeyValuePair<string, string>(h.Key, HeadLines.IsSecret(h.Key) ? "" : v ?? "")))];
}
