// Uses the TypeScript SDK as its users do, and prints as one line of JSON what the SDK reported.
// Argument: {"sdk": directory of the package, "url": base URL, "act": "stream" | "whole" | "tools" | "abort", "maxRetries": n}
const wish = JSON.parse(process.argv[2]);
const Anthropic = require(wish.sdk);

const attempts = [];
const started = Date.now();
const client = new Anthropic({
  apiKey: 'lab-no-key',
  baseURL: wish.url,
  maxRetries: wish.maxRetries,
  timeout: 20000,
  fetch: (url, init) => {
    attempts.push(Date.now() - started);
    return fetch(url, init);
  },
});

const bash = { name: 'Bash', description: 'Runs a command', input_schema: { type: 'object', properties: { command: { type: 'string' } } } };
const ask = (messages, tools) => ({ model: 'claude-opus-5-5', max_tokens: 1024, messages, ...(tools ? { tools } : {}) });
const prompt = [{ role: 'user', content: 'Hello' }];
const textOf = message => message.content.filter(b => b.type === 'text').map(b => b.text).join('');

const acts = {
  async whole() {
    const message = await client.messages.create(ask(prompt));
    return { text: textOf(message), stopReason: message.stop_reason, outputTokens: message.usage.output_tokens };
  },
  async stream() {
    let deltas = 0;
    const stream = client.messages.stream(ask(prompt)).on('text', () => deltas++);
    const message = await stream.finalMessage();
    return { text: textOf(message), stopReason: message.stop_reason, deltas, outputTokens: message.usage.output_tokens };
  },
  async tools() {
    const messages = [...prompt];
    const commands = [];
    for (;;) {
      const message = await client.messages.stream(ask(messages, [bash])).finalMessage();
      const uses = message.content.filter(b => b.type === 'tool_use');
      if (message.stop_reason !== 'tool_use') {
        return { text: textOf(message), stopReason: message.stop_reason, commands };
      }
      commands.push(uses.map(u => u.input.command));
      messages.push({ role: 'assistant', content: message.content });
      messages.push({ role: 'user', content: uses.map(u => ({ type: 'tool_result', tool_use_id: u.id, content: 'ok' })) });
    }
  },
  async abort() {
    const stream = client.messages.stream(ask(prompt));
    stream.once('text', () => stream.abort());
    return { text: textOf(await stream.finalMessage()) };
  },
};

acts[wish.act]()
  .catch(error => ({
    error: {
      type: error.constructor.name,
      isApiError: error instanceof Anthropic.APIError,
      isConnectionError: error instanceof Anthropic.APIConnectionError,
      status: error.status ?? null,
      kind: error.error?.error?.type ?? null,
      requestId: error.requestID ?? null,
      message: error.message,
      causes: (function chain(cause) { return cause ? [cause.code ?? cause.name, ...chain(cause.cause)] : []; })(error.cause),
    },
  }))
  .then(said => console.log(JSON.stringify({ ...said, attempts })));
