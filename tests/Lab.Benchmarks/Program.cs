using Lab.Benchmarks.Load;
using Lab.Benchmarks.Verdict;

// A benchmark: one line here, one folder beside.
var commands = new Dictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["load"] = LoadCommand.Run,
    ["verdict"] = VerdictCommand.Run,
};

if (args.Length > 0 && commands.TryGetValue(args[0], out var command))
{
    return await command(args[1..]);
}

Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", commands.Keys)}.");
return 2;
