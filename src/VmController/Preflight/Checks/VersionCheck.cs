using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Contracts;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Is the command line one whose answers are known?</summary>
internal sealed partial class VersionCheck : IPreflightCheck
{
    private static readonly Version Known = new(2, 31);

    public string Name => "version";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        var (version, error) = await question.Tart.Version(cancellation);
        if (version is null)
        {
            return this.Unknown(error!.Text, error.Advice);
        }

        return question.IsTart ? OfTart(version) : this.Fine($"{question.Backend.View.Name}, which speaks the command line of Tart {version.Split('-')[0]}.");
    }

    /// <summary>What a version of Tart's means.</summary>
    public PreflightFinding OfTart(string version)
    {
        if (Numbers().Match(version) is not { Success: true } match)
        {
            return this.Unknown($"Tart says that its version is '{Api.Shown.Of(version)}', which cannot be read.", "Run 'tart --version' by hand; 'brew upgrade tart' takes the newest.");
        }

        var parsed = new Version(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return parsed >= Known
            ? this.Fine($"Tart {version}.")
            : this.Warns($"Tart {version} is older than {Known}: its list lacks keys, and its errors have other texts, of which some will be passed on without advice.", "Update it: 'brew upgrade tart'.");
    }

    [GeneratedRegex(@"\A([0-9]{1,6})\.([0-9]{1,6})")]
    private static partial Regex Numbers();
}
