using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Cli.Output;

/// <summary>Keeps what was made of each item in a file, so that work that was killed goes on with the items that are left.</summary>
/// <remarks>The first line names the work by a hash of its settings and items; each further line holds one item's result and reached the disk before the next step.</remarks>
internal sealed class WorkJournal<T> : IDisposable
    where T : class
{
    private readonly Dictionary<int, T?> _done = [];
    private readonly FileStream _stream;
    private readonly Lock _gate = new();

    private WorkJournal(FileStream stream) => _stream = stream;

    /// <summary>Gets how many items were finished before.</summary>
    public int Before { get; private set; }

    /// <summary>Opens or begins the journal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">All that the results depend on.</param>
    /// <param name="resume">Whether unfinished work in the file is gone on with.</param>
    /// <exception cref="DemurException">The file holds unfinished work and it is not to be gone on with, or it is other work.</exception>
    public static WorkJournal<T> Open(string path, IEnumerable<string> settings, bool resume)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', settings))))[..16];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var lines = File.Exists(path) ? WholeLines(path) : [];
        if (lines.Length > 0 && !resume)
        {
            throw new DemurException($"'{path}' holds answers of work that was not finished. Pass --resume to go on with it, or remove the file.");
        }

        if (lines.Length > 0 && JsonSerializer.Deserialize<Header>(lines[0], DemurJson.Line)?.Settings is var stored && stored != hash)
        {
            throw new DemurException($"'{path}' belongs to work with other settings or data ({stored}, this one is {hash}). Resume with the same arguments, or remove the file.");
        }

        // What a kill tore off is written again, after the last whole line.
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.SetLength(lines.Sum(line => Encoding.UTF8.GetByteCount(line) + 1L));
        stream.Seek(0, SeekOrigin.End);
        var journal = new WorkJournal<T>(stream) { Before = Math.Max(0, lines.Length - 1) };
        foreach (var line in lines.Skip(1))
        {
            var entry = JsonSerializer.Deserialize<Entry>(line, DemurJson.Line)!;
            journal._done[entry.Index] = entry.Result;
        }

        if (lines.Length == 0)
        {
            journal.Write(new Header(hash));
        }

        return journal;
    }

    /// <summary>Gives an item's result: the one of before, or a new one, which is kept.</summary>
    public async Task<T?> DoAsync(int index, Func<Task<T?>> work)
    {
        if (_done.TryGetValue(index, out var result))
        {
            return result;
        }

        result = await work().ConfigureAwait(false);
        lock (_gate)
        {
            Write(new Entry(index, result));
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Write<TLine>(TLine line)
    {
        _stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, DemurJson.Line), (byte)'\n']);
        _stream.Flush(flushToDisk: true);
    }

    private static string[] WholeLines(string path)
    {
        var text = File.ReadAllText(path);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed record Header(string Settings);

    private sealed record Entry(int Index, T? Result);
}
