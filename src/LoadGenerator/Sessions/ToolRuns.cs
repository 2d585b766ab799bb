using Lab.LoadGenerator.Exchange;

namespace Lab.LoadGenerator.Sessions;

/// <summary>Runs the tools that a reply asks for, all at once; the next request goes out when the last has ended.</summary>
internal static class ToolRuns
{
    /// <summary>The tools that start a subagent, by the names that clients give them.</summary>
    public static bool IsSubagent(ToolUse tool) => tool.Name is "Task" or "Agent";

    /// <summary>Runs them.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="tools">Which; those that start a subagent are run by the subagents.</param>
    /// <param name="draws">For how long each takes.</param>
    /// <param name="before">What comes before each; null for nothing.</param>
    /// <param name="cancellation">Ends them.</param>
    public static async Task Run(Session session, IReadOnlyList<ToolUse> tools, SeededDraws draws, Func<Task>? before, CancellationToken cancellation)
    {
        var time = session.Assignment.Workload.ToolTime;
        if (before is null || tools.Count == 0)
        {
            // Nothing tells tools that run side by side apart: the longest counts, and one wait does for all. A reply without tools is read for as long.
            var longest = Enumerable.Range(0, Math.Max(1, tools.Count)).Max(_ => draws.Share());
            await session.WaitScaled(time.At(longest), cancellation);
            return;
        }

        var runs = tools.Select(_ => time.At(draws.Share())).ToList();
        await Task.WhenAll(runs.Select(async run =>
        {
            await before();
            await session.WaitScaled(run, cancellation);
        }));
    }
}
