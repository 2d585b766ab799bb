using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Lab.Tests.TartStandIn.Conformance;

/// <summary>One row of the table, tried with each subject that the platform could have.</summary>
/// <param name="row">The arguments after the subject.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EachSubjectAttribute(params object[] row) : DataAttribute
{
    public IReadOnlyList<object> Row => row;

    /// <summary>Whether it is asked of the stand-ins alone, since the table leaves it to them.</summary>
    public bool StandInsOnly { get; set; }

    /// <inheritdoc />
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
        [
            .. SubjectFacts.Here
                .Where(s => !StandInsOnly || s != Subject.Tart)
                .Select(s => new TheoryDataRow([s, .. row])),
        ]);

    /// <inheritdoc />
    public override bool SupportsDiscoveryEnumeration() => true;
}
