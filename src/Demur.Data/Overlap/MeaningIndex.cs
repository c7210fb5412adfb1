using System.Numerics;
using System.Runtime.InteropServices;
using Demur.Abstractions;

namespace Demur.Data.Overlap;

/// <summary>The vectors of some texts; finds those near another vector by looking at every one.</summary>
internal sealed class MeaningIndex
{
    private readonly IReadOnlyList<float[]> vectors;

    private MeaningIndex(IReadOnlyList<float[]> vectors) => this.vectors = vectors;

    public static async Task<MeaningIndex> CreateAsync(ITextEmbedder embedder, IEnumerable<RequestText> texts, CancellationToken cancellationToken) =>
        new(await embedder.EmbedAsync([.. texts.Select(text => text.Text)], cancellationToken).ConfigureAwait(false));

    /// <summary>Gives, for each text of another index, the near texts of this one among the first <paramref name="limit"/> of them.</summary>
    public IReadOnlyList<(int Theirs, int Ours, double Cosine)> FindNear(MeaningIndex others, double threshold, Func<int, int> limit, CancellationToken cancellationToken)
    {
        var found = new List<(int, int, double)>[others.vectors.Count];
        Parallel.For(0, found.Length, new ParallelOptions { CancellationToken = cancellationToken }, theirs =>
        {
            var near = found[theirs] = [];
            for (var ours = 0; ours < limit(theirs); ours++)
            {
                var cosine = Dot(others.vectors[theirs], vectors[ours]);
                if (cosine >= threshold)
                {
                    near.Add((theirs, ours, Math.Min(1, cosine)));
                }
            }
        });
        return [.. found.SelectMany(near => near)];
    }

    public int Count => vectors.Count;

    private static float Dot(float[] left, float[] right)
    {
        var wideLeft = MemoryMarshal.Cast<float, Vector<float>>(left);
        var wideRight = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sums = Vector<float>.Zero;
        for (var index = 0; index < wideLeft.Length; index++)
        {
            sums += wideLeft[index] * wideRight[index];
        }

        var sum = Vector.Sum(sums);
        for (var index = wideLeft.Length * Vector<float>.Count; index < left.Length; index++)
        {
            sum += left[index] * right[index];
        }

        return sum;
    }
}
