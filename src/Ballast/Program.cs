using System.Runtime.InteropServices;

namespace Lab.Ballast;

/// <summary>Load of a stated size without a virtual machine: what an arm with a machine is compared with.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var (arguments, faults) = BallastArguments.Read(args);
        if (arguments is null)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, faults.Append(BallastArguments.Usage)));
            return ExitCodes.BadArguments;
        }

        using var asked = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        return await new Life(arguments, Console.Out, Console.Error, TimeProvider.System).Run(asked.Token);

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            asked.Cancel();
        }
    }
}
