using Lab.VmController.Tart;

namespace Lab.VmController.Images;

/// <summary>What users are told of images that are not here.</summary>
internal static class ImageAdvice
{
    public static string Pull(string image) => $"Download it first: on the page of the virtual machines, with PUT /images/pull?image={Uri.EscapeDataString(image)}, or with 'tart pull {image}'.";

    public static TartError Missing(string image) => new(TartErrorKind.ImageMissing, $"The image '{image}' is not here, and no machine waits for a download.", Pull(image));
}
