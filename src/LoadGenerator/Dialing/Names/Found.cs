using System.Net;
using Lab.LoadGenerator.Failures;

namespace Lab.LoadGenerator.Dialing.Names;

/// <summary>What a lookup gave: addresses in the order in which to try them, or why there are none.</summary>
/// <param name="Addresses">Empty when there is a trouble.</param>
/// <param name="Trouble">Why there are none.</param>
/// <param name="Note">What is worth telling of a lookup that succeeded; null for nothing.</param>
internal readonly record struct Found(IPAddress[] Addresses, Trouble? Trouble, string? Note = null);
