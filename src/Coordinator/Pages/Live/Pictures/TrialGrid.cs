using Lab.Contracts;

namespace Lab.Coordinator.Pages.Live.Pictures;

/// <summary>Lays out trials as a grid: a column for each block, a row for each arm. A block that had to be done again has a column for each time.</summary>
internal sealed class TrialGrid
{
    public TrialGrid(IReadOnlyList<ArmView> arms, IReadOnlyList<TrialView> trials)
    {
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentNullException.ThrowIfNull(trials);

        var columns = new List<Column>();
        foreach (var block in trials.GroupBy(t => t.Block).OrderBy(g => g.Key))
        {
            var times = block.GroupBy(t => t.Arm).Max(g => g.Count());
            for (var time = 0; time < times; time++)
            {
                var cells = block.GroupBy(t => t.Arm).Where(g => g.Count() > time).ToDictionary(g => g.Key, g => g.ElementAt(time));
                columns.Add(new Column(block.Key, time, cells.Values.Select(t => t.Void).FirstOrDefault(reason => reason is not null), cells));
            }
        }

        Columns = columns;
        Rows = [.. arms.Select((arm, index) => new Row(arm, index, [.. columns.Select(c => c.Trials.GetValueOrDefault(arm.Name))]))];
        Running = trials.FirstOrDefault(t => t.Phase is not (TrialPhase.Waiting or TrialPhase.Done));
    }

    /// <summary>The blocks, in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The arms, in their order, each with its trial of every column.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>The trial that goes on now.</summary>
    public TrialView? Running { get; }

    /// <summary>How strongly a cell is coloured, 0..1: by the root of the share of failures, so that one call in sixty can be seen.</summary>
    public static double Heat(TrialView trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return trial.Calls == 0 ? 0 : Math.Sqrt((double)trial.Failures / trial.Calls);
    }
}

/// <summary>A block, done for the first or a further time.</summary>
/// <param name="Block">The block's number.</param>
/// <param name="Again">0 for the first time.</param>
/// <param name="Void">Why it does not count; null when it does.</param>
/// <param name="Trials">Its trials by arm.</param>
internal sealed record Column(int Block, int Again, string? Void, IReadOnlyDictionary<string, TrialView> Trials);

/// <summary>An arm.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Index">Its place, which gives its hue.</param>
/// <param name="Cells">Its trial of each column; null where there is none.</param>
internal sealed record Row(ArmView Arm, int Index, IReadOnlyList<TrialView?> Cells);
