using Lab.State;
using Microsoft.AspNetCore.Components;

namespace Lab.Coordinator.Pages.Parts;

/// <summary>A component that reads from elsewhere, and keeps what it has and says so when that place is away.</summary>
public abstract class ReadingPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Why the last read failed; null when it did not.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Cancelled once nobody looks any more.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Time, for everything that repeats.</summary>
    [Inject]
    protected TimeProvider Clock { get; set; } = default!;

    /// <summary>Reads, and turns "away" into <see cref="Problem"/>. True when it was read.</summary>
    protected async Task<bool> Read(Func<Task> read)
    {
        ArgumentNullException.ThrowIfNull(read);

        try
        {
            await read();
            Problem = null;
            return true;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            Problem = "The service asked did not answer in time.";
        }
        catch (Exception exception) when (exception is StoreUnavailableException or HttpRequestException)
        {
            Problem = exception.Message;
        }

        return false;
    }

    /// <summary>Does something every so often for as long as somebody looks, and renders after it.</summary>
    protected void Every(TimeSpan interval, Func<Task> act) => InBackground(async () =>
    {
        using var timer = new PeriodicTimer(interval, Clock);
        while (await timer.WaitForNextTickAsync(Gone))
        {
            await act();
            StateHasChanged();
        }
    });

    /// <summary>Starts something that goes on beside the page, on its dispatcher. What goes wrong in it reaches the page's error boundary.</summary>
    protected void InBackground(Func<Task> work) => _ = InvokeAsync(async () =>
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    });

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the page had going.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_gone.IsCancellationRequested)
        {
            _gone.Cancel();
        }
    }
}
