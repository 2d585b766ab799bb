namespace Lab.LoadGenerator.Profiles.Bodies;

/// <summary>The user that all sessions of the lab are of, up to the session's id.</summary>
internal static class UserId
{
    /// <summary>As claude-code 2 says it: JSON in a JSON string.</summary>
    public const string Described = "{\\\"device_id\\\":\\\"5f0c1d2e3b4a59687786958493a2b1c0dfeefd0c1b2a39485766758493a2b1c0\\\",\\\"account_uuid\\\":\\\"\\\",\\\"session_id\\\":\\\"";

    public const string Prefix = "user_5f0c1d2e3b4a59687786958493a2b1c0dfeefd0c1b2a39485766758493a2b1c0_account__session_";
}
