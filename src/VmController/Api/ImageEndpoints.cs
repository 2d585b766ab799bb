using System.ComponentModel;
using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Images;

namespace Lab.VmController.Api;

/// <summary>The images that are here, and their download before anything is measured.</summary>
internal static class ImageEndpoints
{
    public static void MapImages(this WebApplication app)
    {
        app.MapGet("/images", List);
        app.MapPut("/images/pull", Begin);
        app.MapDelete("/images/pull", Stop);
    }

    private static async Task<IResult> List(BackendChoice backends, ImagePulls pulls, CancellationToken cancellation)
    {
        var backend = await backends.Current(cancellation);
        if (backend.Tart is not { } tart)
        {
            return Answer(new ImageList(null, pulls.All(), CanPull: false, backend.Problem));
        }

        var listing = await tart.List(cancellation);
        return Answer(new ImageList(
            listing.Vms is { } vms ? ImageShelf.From(vms, backend) : null,
            pulls.All(),
            backend.PullsImages,
            listing.Error is { } error ? $"{error.Text} {error.Advice}" : null));
    }

    private static async Task<IResult> Begin(string? image, BackendChoice backends, ImagePulls pulls, CancellationToken cancellation)
    {
        if (Fault(image) is { } fault)
        {
            return fault;
        }

        var backend = await backends.Current(cancellation);
        if (backend.Tart is not { } tart || !backend.PullsImages)
        {
            return Problem(StatusCodes.Status409Conflict, "Nothing is downloaded here", backend.Problem ?? $"A {backend.View.Name} downloads no images. Leave the image out of the spec, or run on a Mac with Tart.");
        }

        try
        {
            return await pulls.Begin(image!, tart, cancellation) is { } pull
                ? Answer(pull, StatusCodes.Status202Accepted)
                : Problem(StatusCodes.Status503ServiceUnavailable, "Stopping", "The vm-controller is stopping and begins no download.");
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return Problem(StatusCodes.Status500InternalServerError, "The download could not be started", $"{exception.Message} Look whether the file may be executed, and whether the disk is full.");
        }
    }

    private static async Task<IResult> Stop(string? image, ImagePulls pulls) =>
        Fault(image)
        ?? (await pulls.Stop(image!) is { } pull ? Answer(pull, StatusCodes.Status202Accepted) : Problem(StatusCodes.Status404NotFound, "No such download", $"'{Shown.Of(image)}' is not being downloaded."));

    private static IResult? Fault(string? image)
    {
        string? rule = image is null || !SpecRules.IsImage(image) ? SpecRules.ImageRule
            : !image.Contains('/', StringComparison.Ordinal) ? "It must be the reference of an image in a registry, such as ghcr.io/cirruslabs/ubuntu:latest; a local VM is not downloaded."
            : null;
        return rule is null ? null : Results.ValidationProblem(new Dictionary<string, string[]> { ["image"] = [$"'{Shown.Of(image)}' cannot be taken. {rule}"] }, title: "The image cannot be downloaded");
    }

    private static IResult Answer<T>(T body, int status = StatusCodes.Status200OK) => Results.Json(body, LabJson.Options, statusCode: status);

    private static IResult Problem(int status, string title, string detail) => Results.Problem(statusCode: status, title: title, detail: detail);
}
