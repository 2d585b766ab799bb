using Lab.LoadGenerator.Profiles.Bodies;
using Lab.LoadGenerator.Sessions;

namespace Lab.LoadGenerator.Profiles.Side;

/// <summary>A question to a small model, of a size between two bounds.</summary>
internal sealed record SmallModelQuestion(BodyShape Shape, int LeastBytes, int MostBytes)
{
    public BodyFrame Draw(SeededDraws draws) => Shape.Frame(LeastBytes + draws.Below(MostBytes - LeastBytes + 1));
}
