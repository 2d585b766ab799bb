using System.Diagnostics;
using OpenTelemetry;

namespace Lab.ApiEmulator.Messages;

/// <summary>Takes the status code off a span whose request never got one: the framework writes its default, 200, for a connection cut before the headers.</summary>
internal sealed class UnsentStatus : BaseProcessor<Activity>
{
    public const string Mark = "lab.response.unsent";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Mark) is true)
        {
            data.SetTag("http.response.status_code", null);
        }
    }
}
