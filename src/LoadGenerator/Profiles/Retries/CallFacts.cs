namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>What a client's patience depends on beside the failures.</summary>
/// <param name="BodyBytes">Size of the request's body.</param>
/// <param name="FirstParty">Whether it talks to the API itself, and not to a base URL of the user's.</param>
internal readonly record struct CallFacts(int BodyBytes, bool FirstParty);
