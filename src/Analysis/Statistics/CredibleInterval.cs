namespace Lab.Analysis.Statistics;

/// <summary>A range that holds a quantity with a stated posterior probability: an estimate, without the guarantee that a verdict has.</summary>
/// <param name="Low">The lower end; 0..1 for a rate, −1..1 for a difference of rates.</param>
/// <param name="High">The upper end, not below <paramref name="Low"/>.</param>
public readonly record struct CredibleInterval(double Low, double High);
