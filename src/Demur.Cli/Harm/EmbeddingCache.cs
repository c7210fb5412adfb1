using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Demur.Cli.Output;
using Demur.Models.Encoders;

namespace Demur.Cli.Harm;

/// <summary>Embeddings of texts in a file that only grows, so that embedding goes on where it stopped.</summary>
/// <remarks>A record is the first 16 bytes of the text's SHA-256 and the vector in float32; a torn last record is written again.</remarks>
internal sealed class EmbeddingCache(string path, int dimensions)
{
    private const int HashLength = 16;
    private const int ChunkTexts = 256;

    private readonly Dictionary<UInt128, float[]> _vectors = [];

    /// <summary>Gets the length of the vectors.</summary>
    public int Dimensions => dimensions;

    /// <summary>Gives the vector of a text that was embedded.</summary>
    public float[] this[string text] => _vectors[KeyOf(text)];

    /// <summary>Reads what is there and embeds what is not.</summary>
    public async Task FillAsync(EmbeddingHead head, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var whole = Read();
        var missing = texts.Where(text => !_vectors.ContainsKey(KeyOf(text))).Distinct(StringComparer.Ordinal).ToArray();
        using var line = new ProgressLine(TimeProvider.System);
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        file.SetLength(whole);
        file.Seek(0, SeekOrigin.End);
        var done = 0;
        foreach (var chunk in missing.Chunk(ChunkTexts))
        {
            var vectors = await head.EmbedAsync(chunk, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                _vectors[KeyOf(chunk[i])] = vectors[i];
                file.Write(HashOf(chunk[i]));
                file.Write(MemoryMarshal.AsBytes(vectors[i].AsSpan()));
            }

            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            done += chunk.Length;
            line.Show($"embedded {done} of {missing.Length} texts", always: done == missing.Length);
        }
    }

    private long Read()
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        var bytes = File.ReadAllBytes(path);
        var length = HashLength + (dimensions * sizeof(float));
        var records = bytes.Length / length;
        for (var record = 0; record < records; record++)
        {
            var span = bytes.AsSpan(record * length, length);
            _vectors[MemoryMarshal.Read<UInt128>(span)] = MemoryMarshal.Cast<byte, float>(span[HashLength..]).ToArray();
        }

        return (long)records * length;
    }

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[..HashLength];

    private static UInt128 KeyOf(string text) => MemoryMarshal.Read<UInt128>(HashOf(text));
}
