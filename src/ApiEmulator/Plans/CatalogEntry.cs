using Lab.Contracts;

namespace Lab.ApiEmulator.Plans;

/// <summary>A line of a catalog of faults.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Spec">The record that asks for it.</param>
/// <param name="Make">Makes it from such a record.</param>
/// <param name="Check">What is wrong with such a record, beyond its probability, onset and scope.</param>
internal sealed record CatalogEntry<TFault>(string Kind, Type Spec, Func<FaultSpec, TFault> Make, Func<FaultSpec, IEnumerable<Complaint>> Check)
{
    public static CatalogEntry<TFault> For<TSpec>(Func<TSpec, TFault> make, Func<TSpec, IEnumerable<Complaint>>? check = null) where TSpec : FaultSpec =>
        new(FaultKinds.NameOf(typeof(TSpec)), typeof(TSpec), spec => make((TSpec)spec), spec => check?.Invoke((TSpec)spec) ?? []);
}
