using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Lab.Contracts;
using Lab.Coordinator.Runs;

namespace Lab.Coordinator.Pages.Live;

/// <summary>Follows a run's events and yields a picture of it now and then: a page needs a few a second, however many events there are.</summary>
internal sealed class RunFollower(IRuns runs, TimeProvider clock)
{
    /// <summary>The least time between two pictures.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);

    /// <summary>Pictures of a run until it ends. The last one is always of its end.</summary>
    public async IAsyncEnumerable<RunPicture> Follow(string id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pictures = Channel.CreateBounded<RunPicture>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var reading = Read(id, pictures.Writer, left.Token);
        try
        {
            await foreach (var picture in pictures.Reader.ReadAllAsync(cancellation))
            {
                yield return picture;
                await Task.Delay(Pace, clock, cancellation);
            }
        }
        finally
        {
            await left.CancelAsync();
            await reading;
        }
    }

    private async Task Read(string id, ChannelWriter<RunPicture> pictures, CancellationToken cancellation)
    {
        try
        {
            RunPicture? picture = null;
            await foreach (var happened in runs.Watch(id, cancellation))
            {
                // A new block, or the end of the order known so far: the trials to come are not in the event.
                var isKnown = picture is not null && picture.Run.Progress.BlocksDone == happened.Run.Progress.BlocksDone;
                picture = (isKnown ? picture!.After(happened) : null) ?? new RunPicture(happened.Run, await runs.Trials(id));
                await pictures.WriteAsync(picture, cancellation);
            }

            if (picture is not null && await runs.Find(id) is { } last)
            {
                await pictures.WriteAsync(new RunPicture(last, await runs.Trials(id)), cancellation);
            }

            pictures.Complete();
        }
        catch (Exception exception)
        {
            // Handed to whoever follows: it comes out of their loop.
            pictures.TryComplete(exception);
        }
    }
}
