using System.Net.Security;
using Lab.Contracts;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing.Tls;

/// <summary>What came of a handshake: a stream with what was seen below it, or why there is none and what the kernel knew then.</summary>
internal readonly record struct Shaken(SslStream? Tls, HandshakeTap? Tap, Trouble? Trouble, TcpFacts? Facts);
