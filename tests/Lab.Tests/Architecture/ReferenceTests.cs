using System.Reflection;
using System.Xml.Linq;
using Lab.Tests.Support;

namespace Lab.Tests.Architecture;

/// <summary>Which project may reference which: what is not in the table is forbidden.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Service = ["Lab.Contracts", "Lab.State", "Lab.ServiceDefaults"];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Lab.Contracts"] = [],
        ["Lab.Shell"] = [],
        ["Lab.State"] = ["Lab.Contracts"],
        ["Lab.Analysis"] = ["Lab.Contracts"],
        ["Lab.ServiceDefaults"] = ["Lab.Contracts", "Lab.State"],
        ["Lab.ApiEmulator"] = Service,
        ["Lab.LoadGenerator"] = [.. Service, "Lab.Shell"],
        ["Lab.Probe"] = [.. Service, "Lab.Shell"],
        ["Lab.VmController"] = [.. Service, "Lab.Shell", "Lab.Ballast"],
        ["Lab.Coordinator"] = [.. Service, "Lab.Analysis"],
        ["Lab.EmbeddedStore"] = Service,
        ["Lab.TartStandIn"] = ["Lab.Shell", "Lab.Ballast"],
        ["Lab.Ballast"] = ["Lab.Shell"],
        ["Lab.LocalHosting"] = ["Lab.Shell"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_only_what_the_table_allows(string project)
    {
        var used = Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Lab.", StringComparison.Ordinal));

        Assert.Empty(used.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_references_only_what_the_table_allows(string project)
    {
        var file = Directory.EnumerateFiles(Repository.Root, $"{project}.csproj", SearchOption.AllDirectories).Single();
        var references = XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void The_table_knows_every_project()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        Assert.Empty(projects.Except(Allowed.Keys));
    }

    [Fact]
    public void The_AppHost_is_linked_to_its_host_alone()
    {
        var linked = XDocument.Load(Path.Combine(Repository.Root, "AppHost", "Lab.AppHost.csproj")).Descendants("ProjectReference")
            .Where(r => r.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        Assert.Equal(["Lab.LocalHosting"], linked);
    }

    [Fact]
    public void The_analysis_knows_no_clock_no_network_and_no_files()
    {
        string[] forbidden = ["System.Net.Sockets", "System.Net.Http", "System.Diagnostics.Process", "System.IO.FileSystem", "StackExchange.Redis", "Microsoft.AspNetCore"];
        var used = Assembly.Load("Lab.Analysis").GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(used, u => forbidden.Any(f => u.StartsWith(f, StringComparison.Ordinal)));
        Assert.DoesNotContain(SourcesOf("Analysis"), line => line.Contains("TimeProvider", StringComparison.Ordinal) || line.Contains("File.", StringComparison.Ordinal));
    }

    [Fact]
    public void No_service_adds_a_resilience_handler() =>
        Assert.DoesNotContain(XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion"),
            p => p.Attribute("Include")!.Value.Contains("Resilience", StringComparison.Ordinal) || p.Attribute("Include")!.Value.StartsWith("Polly", StringComparison.Ordinal));

    private static IEnumerable<string> SourcesOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(File.ReadLines)
            .Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal));
}
