using Lab.Contracts;
using Lab.VmController.Backends;
using Lab.VmController.Tart;

namespace Lab.VmController.Images;

/// <summary>What machines can be cloned from, as <c>tart list</c> has it.</summary>
internal static class ImageShelf
{
    /// <summary>The images, the default first, then by name. The lab's own machines are none.</summary>
    public static IReadOnlyList<VmImage> From(IReadOnlyList<TartVm> listed, Backend backend)
    {
        var standard = ImageName.Of(backend.DefaultImage).Full;
        var images = Once(listed).Where(v => !(v.IsLocal && LabNames.IsValid(v.Name))).Select(v => new VmImage(v.Name, v.IsLocal, v.SizeBytes, v.Name == standard));
        if (backend.IsStandIn && !listed.Any(v => v.Name == ImageName.OfStandIn))
        {
            // It is always there, and in no list.
            images = images.Append(new VmImage(ImageName.OfStandIn, true, null, ImageName.OfStandIn == standard));
        }

        return [.. images.OrderBy(i => !i.IsDefault).ThenBy(i => i.Name, StringComparer.Ordinal)];
    }

    /// <summary>A tagged image is listed twice, by its tag and by its digest: the digest is left out. A digest that no tag stands for stays.</summary>
    private static IEnumerable<TartVm> Once(IReadOnlyList<TartVm> listed)
    {
        var tags = listed.Where(v => !v.IsLocal).Select(v => (Vm: v, Name: ImageName.Of(v.Name))).Where(v => !v.Name.IsDigest)
            .Select(v => (v.Name.Repository, v.Vm.SizeBytes)).ToList();
        foreach (var vm in listed.DistinctBy(v => (v.Name, v.IsLocal)))
        {
            var name = ImageName.Of(vm.Name);
            if (vm.IsLocal || !name.IsDigest || !tags.Remove((name.Repository, vm.SizeBytes)))
            {
                yield return vm;
            }
        }
    }
}
