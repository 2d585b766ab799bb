using System.ComponentModel;
using System.Threading.Channels;
using Lab.Contracts;
using Lab.Shell;

namespace Lab.LoadGenerator.Cli;

/// <summary>One run of the command: a prompt in print mode, quiet, against a base URL, with a key that is none.</summary>
internal static class ClaudeProcess
{
    private const string Prompt = "Do the work, then say that it is done.";

    /// <summary>Runs it to its end and hands over what it prints, line by line with the time.</summary>
    /// <param name="command">Which.</param>
    /// <param name="assignment">Against what.</param>
    /// <param name="clock">Tells the times of the lines.</param>
    /// <param name="line">Takes each line.</param>
    /// <param name="cancellation">Kills it with all that it started.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static async Task<int> Run(ClaudeCommand command, LoadAssignment assignment, TimeProvider clock, Action<string, DateTimeOffset> line, CancellationToken cancellation)
    {
        using var home = ClaudeHome.Create();
        var lines = Channel.CreateUnbounded<(string Text, DateTimeOffset At)>();
        using var process = ServiceProcess.Start(Command(command, assignment, home), text => lines.Writer.TryWrite((text, clock.GetUtcNow())));
        try
        {
            home.Note(process.Id);

            // It waits for its standard input to end before it begins.
            process.Dispose();
            _ = process.Exited.ContinueWith(_ => lines.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await foreach (var (text, at) in lines.Reader.ReadAllAsync(cancellation))
            {
                line(text, at);
            }

            return await process.Exited;
        }
        finally
        {
            process.Kill();
            await process.Exited;
        }
    }

    private static Command Command(ClaudeCommand command, LoadAssignment assignment, ClaudeHome home) =>
        new(command.Path, "-p", Prompt, "--output-format", "stream-json", "--verbose", "--allowedTools", "Bash")
        {
            Environment = home.Environment(Variables(assignment, home)),
            WorkingDirectory = home.Work,
        };

    private static Dictionary<string, string?> Variables(LoadAssignment assignment, ClaudeHome home)
    {
        var target = assignment.Target;
        var variables = new Dictionary<string, string?>
        {
            ["ANTHROPIC_BASE_URL"] = target.Url.ToString().TrimEnd('/'),

            // Never the user's: this driver talks to stand-ins only.
            ["ANTHROPIC_API_KEY"] = "lab-no-key",
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["DISABLE_TELEMETRY"] = "1",
            ["DISABLE_ERROR_REPORTING"] = "1",
            ["DISABLE_AUTOUPDATER"] = "1",
        };
        if (assignment.Workload.MaxRetries is { } most)
        {
            variables["CLAUDE_CODE_MAX_RETRIES"] = most.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (target.Proxy is { } proxy)
        {
            variables[target.Url.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY"] = proxy.ToString();
        }

        if (target.CaCertificate is { } certificate)
        {
            var file = home.FileFor("authority.pem");
            File.WriteAllText(file, certificate);
            variables["NODE_EXTRA_CA_CERTS"] = file;
        }

        return variables;
    }
}
