using System.Globalization;

namespace Demur.Cli.Output;

/// <summary>One line of progress on standard error: redrawn in place on a terminal, a line every few seconds in a log.</summary>
internal sealed class ProgressLine(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private long last;
    private bool drawn;

    /// <summary>Shows where the work is, unless something was shown a moment ago.</summary>
    public void Show(string text, bool always = false)
    {
        lock (gate)
        {
            var interval = Terminal.IsInteractive ? RedrawEvery : LogEvery;
            if (!always && last != 0 && time.GetElapsedTime(last) < interval)
            {
                return;
            }

            last = time.GetTimestamp();
            if (Terminal.IsInteractive)
            {
                Terminal.Error.Write($"\r\u001b[2K{text}");
                drawn = true;
            }
            else
            {
                Terminal.Error.WriteLine(text);
            }
        }
    }

    /// <summary>Formats a rest of time.</summary>
    public static string Rest(TimeSpan? remaining) => remaining is { } rest
        ? rest.TotalHours >= 1 ? rest.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : rest.ToString(@"m\:ss", CultureInfo.InvariantCulture)
        : "?";

    public void Dispose()
    {
        if (drawn)
        {
            Terminal.Error.Write("\r\u001b[2K");
        }
    }
}
