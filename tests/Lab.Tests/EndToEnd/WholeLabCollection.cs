using Lab.Tests.Pages;

namespace Lab.Tests.EndToEnd;

/// <summary>Tests that start a whole lab each: one after another, and beside nothing else, so that what they measure is the lab.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeLabCollection : ICollectionFixture<Browser>
{
    public const string Name = "whole lab";
}
