using Lab.Tests.Support;

namespace Lab.Tests.Architecture;

/// <summary>Conventions of the house that a compiler does not hold.</summary>
public sealed class HouseTests
{
    private static readonly string[] Code = ["AppHost", "ServiceDefaults", "src"];

    [Fact]
    public void A_service_s_program_reads_as_a_table_of_contents()
    {
        var programs = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "Program.cs", SearchOption.AllDirectories);

        Assert.DoesNotContain(programs, p => File.ReadLines(p).Count() > 45);
    }

    [Fact]
    public void No_file_is_longer_than_three_hundred_lines() =>
        Assert.DoesNotContain(Sources(), f => File.ReadLines(f).Count() > 300);

    [Fact]
    public void No_folder_holds_more_than_a_reader_takes_in_at_once() =>
        Assert.DoesNotContain(Sources().GroupBy(f => Path.GetDirectoryName(f)), g => g.Count() > 24);

    [Fact]
    public void No_name_is_empty_of_meaning()
    {
        string[] empty = ["Manager", "Helper", "Helpers", "Utils", "Utility", "Common", "Extensions"];

        Assert.DoesNotContain(Sources().Select(Path.GetFileNameWithoutExtension), n => empty.Any(e => n == e || (e != "Extensions" && n!.EndsWith(e, StringComparison.Ordinal))));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

        Assert.DoesNotContain(Sources(), f => marks.Any(m => File.ReadAllText(f).Contains(m, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_key_of_the_store_is_named_in_one_file() =>
        Assert.DoesNotContain(Sources().Where(f => !f.EndsWith("StoreKeys.cs", StringComparison.Ordinal)), f => File.ReadAllText(f).Contains("{prefix}:", StringComparison.Ordinal));

    private static IEnumerable<string> Sources() => Code
        .Select(folder => Path.Combine(Repository.Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
