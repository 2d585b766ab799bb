namespace Lab.Analysis.Statistics;

/// <summary>An effect that the evidence bets on: the control fails at rate P0, the arm at P1, and trials are over-dispersed by ρ.</summary>
/// <param name="P0">The control's rate, in (0, 1).</param>
/// <param name="P1">The arm's rate, in (P0, 1).</param>
/// <param name="Rho">Correlation of two calls of a trial, in (0, 1): 0 would be independent calls.</param>
internal readonly record struct Alternative(double P0, double P1, double Rho);

/// <summary>The 72 effects that the evidence bets on, with equal weights.</summary>
/// <remarks>
/// The choice decides how soon an effect is found, never how often none is taken for one: the guarantee holds for any list
/// that is fixed before the first trial.
/// </remarks>
internal static class Alternatives
{
    private const double HighestRate = .95;

    public static readonly IReadOnlyList<Alternative> All =
    [
        .. from p0 in (double[])[.0005, .005, .02, .05, .1, .2]
           from lift in (double[])[.02, .05, .1, .2, .35, .6]
           from rho in (double[])[.02, .1]
           select new Alternative(p0, Math.Min(p0 + lift, HighestRate), rho),
    ];
}
