using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight;

/// <summary>Makes all checks side by side within one limit. What could not be looked at is said to be unknown, with the reason.</summary>
internal sealed class PreflightRun(BackendChoice backends, PreflightCatalog catalog, TimeProvider clock, ILogger<PreflightRun> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public async Task<PreflightReport> Make(VmSet set, CancellationToken cancellation)
    {
        var backend = await backends.Current(cancellation);
        if (backend.Tart is not { } tart)
        {
            return new PreflightReport([new PreflightFinding("version", CheckResult.Fails, "No machine can be run on this host.", backend.Problem)], MissingImage: null);
        }

        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var question = new PreflightQuestion(set, NetworkMode.Of(set.Spec)!, backend, tart, tart.List(either.Token));
        var findings = await Task.WhenAll(catalog.All.Select(c => Look(c, question, either.Token)));
        cancellation.ThrowIfCancellationRequested();
        return new PreflightReport([.. findings.OfType<PreflightFinding>()], await MissingImage(question));
    }

    private async Task<PreflightFinding?> Look(IPreflightCheck check, PreflightQuestion question, CancellationToken cancellation)
    {
        try
        {
            // Off this thread, and given up at the limit: a look at a file or a disk can hang where no token reaches it.
            return await Task.Run(() => check.Look(question, cancellation), CancellationToken.None).WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return check.Unknown($"There was no answer within {Limit.TotalSeconds:0} s.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            logger.LogWarning(exception, "The check '{Check}' could not be made.", check.Name);
            return check.Unknown($"It could not be looked at: {exception.Message}");
        }
    }

    private static async Task<string?> MissingImage(PreflightQuestion question)
    {
        // It was waited for by a check, or has met the limit.
        var listing = question.Machines.IsCompletedSuccessfully ? await question.Machines : null;
        return question.Backend.PullsImages && question.Image.IsRemote && listing?.Has(question.Image) == false ? question.Set.Spec.Image ?? question.Backend.DefaultImage : null;
    }
}
