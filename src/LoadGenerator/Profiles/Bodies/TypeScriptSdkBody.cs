using Lab.LoadGenerator.Dialing.Names;

namespace Lab.LoadGenerator.Profiles.Bodies;

/// <summary>A plain request of the TypeScript SDK: a model, a prompt, a stream, and nothing that names a session.</summary>
internal static class TypeScriptSdkBody
{
    public static BodyShape Plain { get; } = new()
    {
        Opening = """{"model":"claude-opus-5-5","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":" """.TrimEnd(),
        AfterPrompt = "\"}]}",
        Between = (system, _) => $$$"""],"system":"Answer the user. {{{system}}}" """.TrimEnd(),
        End = ",\"stream\":true}",
        WholeEnd = "}",
        NamesSession = false,
        Bytes = 1_000,
        PromptBytes = 700,
    };
}
