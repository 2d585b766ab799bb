using System.Text.Json;
using Lab.ApiEmulator.Replies;

namespace Lab.ApiEmulator.Messages;

/// <summary>Reads a request for a message in one pass, without keeping what it passes.</summary>
internal ref struct MessageRequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private Utf8JsonReader _json;
    private ReadOnlySpan<byte> _model;
    private ReadOnlySpan<byte> _tool;
    private ReadOnlySpan<byte> _subagentTool;
    private ToolRounds _rounds;
    private ReadOnlySpan<byte> _firstResult;
    private bool _hasModel, _hasMessages, _stream;
    private long? _maxTokens;
    private int _tools, _toolRank, _replies;

    private MessageRequestReader(ReadOnlySpan<byte> body) => _json = new Utf8JsonReader(body, Options);

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="needsMaxTokens">Whether <c>max_tokens</c> is required, as it is for a message but not for counting.</param>
    /// <exception cref="InvalidRequestException">It is not JSON, or a field is missing or wrong.</exception>
    public static MessageRequest Read(ReadOnlySpan<byte> body, bool needsMaxTokens)
    {
        var reader = new MessageRequestReader(body);
        try
        {
            reader.Root();
        }
        catch (JsonException exception)
        {
            throw new InvalidRequestException($"The request body is not valid JSON: {exception.Message}");
        }

        Require(reader._hasModel, "model");
        Require(reader._hasMessages, "messages");
        Require(reader._maxTokens is not null || !needsMaxTokens, "max_tokens");

        return new MessageRequest
        {
            Model = reader._model.ToArray(),
            Tool = reader._tool.ToArray(),
            SubagentTool = reader._subagentTool.ToArray(),
            Tools = reader._tools,
            MaxTokens = reader._maxTokens is { } most ? (int)Math.Min(most, int.MaxValue) : null,
            Stream = reader._stream,
            Replies = reader._replies,
            ToolRounds = reader._rounds.Count,
            Bytes = body.Length,
        };
    }

    private void Root()
    {
        _json.Read();
        Expect(_json.TokenType == JsonTokenType.StartObject, "The request body must be a JSON object.");

        while (NextProperty())
        {
            if (_json.ValueTextEquals("model"u8))
            {
                Model();
            }
            else if (_json.ValueTextEquals("messages"u8))
            {
                Messages();
            }
            else if (_json.ValueTextEquals("max_tokens"u8))
            {
                MaxTokens();
            }
            else if (_json.ValueTextEquals("stream"u8))
            {
                _json.Read();
                Expect(_json.TokenType is JsonTokenType.True or JsonTokenType.False, "stream: Input should be a valid boolean");
                _stream = _json.TokenType == JsonTokenType.True;
            }
            else if (_json.ValueTextEquals("tools"u8))
            {
                Tools();
            }
            else
            {
                _json.Skip();
            }
        }

        // Anything behind the object is an error of its own.
        _json.Read();
    }

    private void Model()
    {
        _json.Read();
        Expect(_json.TokenType == JsonTokenType.String, "model: Input should be a valid string");
        Expect(_json.ValueSpan.Length is > 0 and <= 256, "model: String should have 1 to 256 characters");
        _model = _json.ValueSpan;
        _hasModel = true;
    }

    private void MaxTokens()
    {
        _json.Read();
        Expect(_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out _), "max_tokens: Input should be a valid integer");
        Expect(_json.GetInt64() >= 1, "max_tokens: Input should be greater than or equal to 1");
        _maxTokens = _json.GetInt64();
    }

    private void Messages()
    {
        _json.Read();
        Expect(_json.TokenType == JsonTokenType.StartArray, "messages: Input should be a valid list");

        var count = 0;
        for (; NextElement(); count++)
        {
            Message(count);
        }

        Expect(count > 0, "messages: at least one message is required");
        _hasMessages = true;
    }

    private void Message(int index)
    {
        ExpectObject("messages", index);

        bool hasRole = false, isUser = false, isReply = false, hasContent = false;
        var results = 0;
        while (NextProperty())
        {
            if (_json.ValueTextEquals("role"u8))
            {
                _json.Read();
                isUser = IsText("user"u8);
                isReply = IsText("assistant"u8);
                hasRole = isUser || isReply || IsText("system"u8);
                if (!hasRole)
                {
                    throw new InvalidRequestException($"messages.{index}.role: Input should be 'user' or 'assistant'");
                }
            }
            else if (_json.ValueTextEquals("content"u8))
            {
                _json.Read();
                _firstResult = default;
                results = Content(index);
                hasContent = true;
            }
            else
            {
                _json.Skip();
            }
        }

        if (!hasRole || !hasContent)
        {
            throw new InvalidRequestException($"messages.{index}.{(hasRole ? "content" : "role")}: Field required");
        }

        if (isReply)
        {
            _replies++;
            _rounds.Reply();
        }
        else if (isUser)
        {
            _rounds.User(results, _firstResult);
        }
    }

    /// <summary>Passes a message's content. Returns how many tool results it holds.</summary>
    private int Content(int message)
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            return 0;
        }

        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw new InvalidRequestException($"messages.{message}.content: Input should be a valid string or list");
        }

        var results = 0;
        for (var block = 0; NextElement(); block++)
        {
            if (_json.TokenType != JsonTokenType.StartObject)
            {
                throw new InvalidRequestException($"messages.{message}.content.{block}: Input should be an object");
            }

            var hasType = false;
            while (NextProperty())
            {
                if (_json.ValueTextEquals("type"u8))
                {
                    _json.Read();
                    hasType = _json.TokenType == JsonTokenType.String;
                    results += IsText("tool_result"u8) ? 1 : 0;
                }
                else if (_firstResult.IsEmpty && _json.ValueTextEquals("tool_use_id"u8))
                {
                    _json.Read();
                    _firstResult = _json.TokenType == JsonTokenType.String ? _json.ValueSpan : default;
                }
                else
                {
                    _json.Skip();
                }
            }

            if (!hasType)
            {
                throw new InvalidRequestException($"messages.{message}.content.{block}.type: Field required");
            }
        }

        return results;
    }

    private void Tools()
    {
        _json.Read();
        Expect(_json.TokenType == JsonTokenType.StartArray, "tools: Input should be a valid list");

        for (var index = 0; NextElement(); index++)
        {
            _tools++;
            ExpectObject("tools", index);
            while (NextProperty())
            {
                if (!_json.ValueTextEquals("name"u8))
                {
                    _json.Skip();
                    continue;
                }

                _json.Read();
                if (_json.TokenType != JsonTokenType.String || _json.ValueSpan.Length is 0 or > 256)
                {
                    throw new InvalidRequestException($"tools.{index}.name: String should have 1 to 256 characters");
                }

                Tool(_json.ValueSpan);
            }
        }
    }

    private void Tool(ReadOnlySpan<byte> name)
    {
        var rank = ToolInput.Rank(name);
        if (ToolInput.StartsSubagents(name))
        {
            _subagentTool = name;
        }
        else if (_tool.IsEmpty || rank < _toolRank)
        {
            _tool = name;
            _toolRank = rank;
        }
    }

    private readonly bool IsText(ReadOnlySpan<byte> text) => _json.TokenType == JsonTokenType.String && _json.ValueTextEquals(text);

    private bool NextProperty() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    private bool NextElement() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    private readonly void ExpectObject(string list, int index)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidRequestException($"{list}.{index}: Input should be an object");
        }
    }

    private static void Require(bool isThere, string field) => Expect(isThere, $"{field}: Field required");

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidRequestException(otherwise);
        }
    }
}
