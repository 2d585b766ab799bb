namespace Lab.LoadGenerator.Profiles;

/// <summary>A header as it is written.</summary>
internal readonly record struct HeaderField(string Name, string Value);
