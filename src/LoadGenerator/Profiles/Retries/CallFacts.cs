namespace Lab.LoadGenerator.Profiles.Retries;

/// <summary>What a client's patience depends on beside the failures.</summary>
/// <param name="BodyBytes">Size of the request's body.</param>
/// <param name="FirstParty">Whether it talks to the API itself, and not to a base URL of the user's.</param>
/// <param name="MaxRetries">Attempts after the first, where the user has set them; null is the client's own.</param>
internal readonly record struct CallFacts(int BodyBytes, bool FirstParty, int? MaxRetries = null);
