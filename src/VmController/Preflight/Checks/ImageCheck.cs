using Lab.Contracts;
using Lab.VmController.Images;
using Lab.VmController.Tart;

namespace Lab.VmController.Preflight.Checks;

/// <summary>Is the image here?</summary>
internal sealed class ImageCheck : IPreflightCheck
{
    public string Name => "image";

    public async Task<PreflightFinding?> Look(PreflightQuestion question, CancellationToken cancellation)
    {
        var image = question.Image;
        if (question.Backend.IsStandIn && image.Full == ImageName.OfStandIn)
        {
            return this.Fine($"'{image.Full}', which every stand-in has.");
        }

        var listing = await question.Machines;
        return listing.Has(image) switch
        {
            null => this.Unknown(listing.Error!.Text, listing.Error.Advice),
            true => this.Fine($"'{image.Full}' is here."),
            false when !image.IsRemote => this.Fails($"There is no local VM '{image.Full}' to clone.", $"'tart list' shows what is here. Take one of those{(question.Backend.PullsImages ? ", or the reference of an image in a registry" : $", or '{ImageName.OfStandIn}'")}."),
            false when question.Backend.PullsImages => this.Warns($"'{image.Full}' is not here yet.", ImageAdvice.Pull(image.Full)),
            _ => this.Fails($"'{image.Full}' is an image of a registry, and a stand-in downloads none.", $"Leave the image out, take '{ImageName.OfStandIn}', or run on a Mac with Tart."),
        };
    }
}
