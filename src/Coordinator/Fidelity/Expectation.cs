using System.Globalization;

namespace Lab.Coordinator.Fidelity;

/// <summary>What a session was seen to do at a point: as text, and as numbers where it is made of them.</summary>
internal sealed record Fact(string Shown, params IReadOnlyList<double> Numbers)
{
    public static Fact Of(double number) => new(number.ToString("#,##0.###", CultureInfo.InvariantCulture), number);
}

/// <summary>What was measured at a point.</summary>
internal abstract record Expectation
{
    public abstract string Words { get; }

    public abstract Mark Judge(Fact fact);

    /// <summary>One number and no other.</summary>
    public sealed record Exactly(double Number) : Expectation
    {
        public override string Words => Fact.Of(Number).Shown;

        public override Mark Judge(Fact fact) => fact.Numbers is [var seen] && seen == Number ? Mark.Equal : Mark.Differs;
    }

    /// <summary>A number between two bounds.</summary>
    public sealed record Between(double Least, double Most) : Expectation
    {
        public override string Words => $"{Fact.Of(Least).Shown} – {Fact.Of(Most).Shown}";

        public override Mark Judge(Fact fact) => fact.Numbers is [var seen] && seen >= Least && seen <= Most ? Mark.InRange : Mark.Differs;
    }

    /// <summary>Waits in seconds, each between two bounds; fewer waits than bounds are compared as far as they go.</summary>
    public sealed record Waits(params IReadOnlyList<(double Least, double Most)> Bounds) : Expectation
    {
        /// <summary>What lies between two requests is a wait and a little work of the client's.</summary>
        private const double Work = 0.3;

        public override string Words => string.Join(" · ", Bounds.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Least:0.##}–{b.Most:0.##}")));

        public override Mark Judge(Fact fact) => fact.Numbers.Count == 0 ? Mark.Differs
            : fact.Numbers.Zip(Bounds).All(p => p.First >= p.Second.Least - 0.01 && p.First <= p.Second.Most + Work) ? Mark.InRange : Mark.Differs;
    }

    /// <summary>A text, or its beginning where an ellipsis ends it.</summary>
    public sealed record Text(string Beginning) : Expectation
    {
        public override string Words => Beginning;

        public override Mark Judge(Fact fact) => (Beginning.EndsWith('…')
            ? fact.Shown.StartsWith(Beginning[..^1].TrimEnd(), StringComparison.Ordinal)
            : fact.Shown == Beginning) ? Mark.Equal : Mark.Differs;
    }
}
