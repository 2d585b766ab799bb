using Lab.Contracts;

namespace Lab.LoadGenerator.Sessions;

/// <summary>Which turns of a session begin with a prompt: they lie evenly among the turns, the first one first.</summary>
internal static class PromptPlan
{
    /// <summary>Whether a turn, from 1, is one.</summary>
    public static bool IsPrompt(Workload workload, int turn)
    {
        // Of a number of prompts p among t turns, the k-th comes first in the turn 1 + ⌊(k − 1)·t/p⌋.
        var before = ((turn - 1) * workload.Prompts) + workload.Turns - 1;
        return turn == 1 || before / workload.Turns * workload.Turns / workload.Prompts == turn - 1;
    }
}
