using System.Diagnostics;

namespace Lab.Ballast;

/// <summary>A ballast's life: it takes its memory, burns its share, says every second how much that really is, and ends.</summary>
internal sealed class Life(BallastArguments arguments, TextWriter output, TextWriter error, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private int _lines;

    /// <summary>Lives until it is asked to end; the result is the exit code.</summary>
    public async Task<int> Run(CancellationToken asked)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(asked);
        using var memory = new HeldMemory((long)arguments.MemoryMiB << 20);
        var life = Task.Delay(Longest, clock, ended.Token);
        var parent = arguments.Parent is { } id ? new ParentWatch(id, clock).Gone(ended.Token) : Task.Delay(Timeout.InfiniteTimeSpan, clock, ended.Token);
        var load = Load(memory, ended.Token);

        var first = await Task.WhenAny(life, parent, load);
        var code = await Told(first == life, first == parent, load, asked);
        await ended.CancelAsync();
        await Task.WhenAny(load, Task.Delay(Second, clock, CancellationToken.None));
        return code;
    }

    private async Task<int> Told(bool isLifeOver, bool isParentGone, Task load, CancellationToken asked)
    {
        if (asked.IsCancellationRequested)
        {
            return ExitCodes.Asked;
        }

        if (isLifeOver || isParentGone)
        {
            await error.WriteLineAsync(isLifeOver ? $"A ballast lives {Longest.TotalHours:0} hours at most." : $"Process {arguments.Parent}, whose load this was, is gone.");
            return isLifeOver ? ExitCodes.LifeOver : ExitCodes.ParentGone;
        }

        try
        {
            await load;
            return ExitCodes.Asked;
        }
        catch (OutOfMemoryException)
        {
            await error.WriteLineAsync($"The host does not give {arguments.MemoryMiB} MiB of memory.");
        }
        catch (IOException exception)
        {
            await error.WriteLineAsync(exception.Message);
        }

        return ExitCodes.NotHad;
    }

    private async Task Load(HeldMemory memory, CancellationToken ended)
    {
        var filling = Task.Run(() => memory.Touch(ended), ended);
        using var timer = new PeriodicTimer(Second, clock);
        while (!filling.IsCompleted)
        {
            await Say(isFilled: false, 0, null);
            var tick = timer.WaitForNextTickAsync(ended).AsTask();
            if (await Task.WhenAny(filling, tick) == filling)
            {
                break;
            }

            await tick;
        }

        await filling;
        var residency = new Residency(memory);
        residency.LookAtAll();
        var burner = new Burner(arguments.Cores, ended);
        var before = Environment.CpuUsage.TotalTime;
        burner.Start();
        await Say(isFilled: true, residency.Bytes, null);

        using var seconds = new PeriodicTimer(Second, clock);
        var (at, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (await seconds.WaitForNextTickAsync(ended))
        {
            residency.Round();
            var (now, total) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var cores = (total - used) / Stopwatch.GetElapsedTime(at, now);
            (at, used) = (now, total);
            burner.Account(total - before);
            await Say(isFilled: true, residency.Bytes, cores);
        }
    }

    private Task Say(bool isFilled, long resident, double? cores) =>
        output.WriteLineAsync(new Figures(++_lines, isFilled, resident >> 20, cores is { } value ? Math.Round(value, 4) : null).ToLine());
}
