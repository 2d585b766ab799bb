namespace Lab.VmController.Tart;

/// <summary>An image's name in the one form in which <c>tart list</c> prints it: a reference of a registry always with its tag or digest.</summary>
internal readonly record struct ImageName
{
    /// <summary>The one image that a stand-in has.</summary>
    public const string OfStandIn = "standin";

    private ImageName(string full, bool isRemote, int referenceAt)
    {
        Full = full;
        IsRemote = isRemote;
        ReferenceAt = referenceAt;
    }

    public string Full { get; }

    /// <summary>A reference of a registry, not a local machine.</summary>
    public bool IsRemote { get; }

    /// <summary>Where the '@' or ':' before the digest or the tag is.</summary>
    public int ReferenceAt { get; }

    /// <summary>A reference by its digest, whose tag is not known.</summary>
    public bool IsDigest => IsRemote && Full[ReferenceAt] == '@';

    /// <summary>The reference without tag and digest.</summary>
    public string Repository => IsRemote ? Full[..ReferenceAt] : Full;

    public static ImageName Of(string text)
    {
        var slash = text.LastIndexOf('/');
        if (slash < 0)
        {
            return new ImageName(text, false, -1);
        }

        var at = text.IndexOf('@', slash);
        var reference = at >= 0 ? at : text.IndexOf(':', slash);
        return reference < 0 ? new ImageName($"{text}:latest", true, text.Length) : new ImageName(text, true, reference);
    }
}
