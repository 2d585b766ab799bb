using System.Globalization;

namespace Lab.Ballast;

/// <summary>What the command line asks for.</summary>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Cores">Cores kept busy.</param>
/// <param name="Parent">The process that it must not outlive; null for none.</param>
internal sealed record BallastArguments(int MemoryMiB, double Cores, int? Parent)
{
    public const string Usage = "usage: lab-ballast --memory-mib N --cores X [--parent PID]";

    private const int MostMemoryMiB = 1 << 20;
    private const int MostCores = 4096;

    /// <summary>The arguments, or every fault of them.</summary>
    public static (BallastArguments? Arguments, IReadOnlyList<string> Faults) Read(IReadOnlyList<string> words)
    {
        var given = new Dictionary<string, string>();
        var faults = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is not ("--memory-mib" or "--cores" or "--parent"))
            {
                faults.Add($"'{words[i]}' is not known.");
            }
            else if (i + 1 == words.Count || words[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                faults.Add($"'{words[i]}' has no value.");
            }
            else if (!given.TryAdd(words[i], words[++i]))
            {
                faults.Add($"'{words[i - 1]}' is given twice.");
            }
        }

        var memory = Value<int>("--memory-mib", $"a whole number of MiB from 0 to {MostMemoryMiB}", 0, t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= MostMemoryMiB ? n : null);
        var cores = Value<double>("--cores", $"a number from 0 to {MostCores}", 0, t => double.TryParse(t, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n <= MostCores ? n : null);
        var parent = Value<int>("--parent", "a process id", null, t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null);
        if (faults.Count == 0 && memory == 0 && cores == 0)
        {
            faults.Add("It would be no load: give '--memory-mib' or '--cores' above 0.");
        }

        return faults.Count == 0 ? (new BallastArguments(memory!.Value, cores!.Value, parent), []) : (null, faults);

        T? Value<T>(string name, string rule, T? fallback, Func<string, T?> read) where T : struct
        {
            if (!given.TryGetValue(name, out var text))
            {
                return fallback;
            }

            var value = read(text);
            if (value is null)
            {
                faults.Add($"'{name} {text}' must be {rule}.");
            }

            return value;
        }
    }
}
