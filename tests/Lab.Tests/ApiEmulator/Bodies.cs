namespace Lab.Tests.ApiEmulator;

/// <summary>Requests for a message.</summary>
internal static class Bodies
{
    public const string Streamed = """{"model":"claude-opus-5-5","max_tokens":128000,"stream":true,"messages":[{"role":"user","content":"Hello"}]}""";

    public const string Whole = """{"model":"claude-opus-5-5","max_tokens":64000,"messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}""";
}
