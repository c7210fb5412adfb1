using Demur.Abstractions;
using Demur.Data.Importers;
using Demur.Data.Mixes;
using Demur.Data.Overlap;
using Demur.Data.Own;
using Demur.Models.Checkpoints;
using Demur.Models.Encoders;

namespace Demur.Cli.Replication.SafeToServe;

/// <summary>The rows of a safety mix: published safety pairs that no test asks for, and the model's own answers.</summary>
/// <param name="sizes">The own answers, and the most tokens of a refusal.</param>
internal sealed class SafetyMixRows(SafeToServeSizes sizes)
{
    /// <summary>Builds them.</summary>
    /// <param name="pairs">How many safety pairs.</param>
    /// <param name="seed">Decides which; a larger number holds the smaller one's.</param>
    /// <param name="workshop">Where public data lies, and where the comparison with the tests is kept.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="DemurException">Fewer pairs are in no test.</exception>
    public async Task<IReadOnlyList<TrainingRow>> BuildAsync(int pairs, int seed, Workshop workshop, CancellationToken cancellationToken)
    {
        var own = new MixBuilder(new MixContent(OwnContent.Answers)).Build(sizes.OwnAnswers, seed);
        if (pairs == 0)
        {
            return own;
        }

        TrainingRow[] untested = [.. await UntestedAsync(workshop, cancellationToken).ConfigureAwait(false)];
        new Random(seed).Shuffle(untested);
        return pairs <= untested.Length
            ? [.. untested.Take(pairs), .. own]
            : throw new DemurException($"The grid asks for {pairs} safety pairs, and {untested.Length} are in no test.");
    }

    private async Task<IReadOnlyList<TrainingRow>> UntestedAsync(Workshop workshop, CancellationToken cancellationToken)
    {
        var rows = Cut(workshop.Model, SafetyPairs.Read(workshop.Data)).DistinctBy(row => row.Id).ToArray();
        var tests = TestedRequests.All(workshop.Data);
        var hash = ShortHash.Of(string.Join('\n', [.. rows.Select(row => row.Id), .. tests.Select(suite => $"{suite.Name} {suite.ComputeHash()}")]));
        var file = Path.Combine(workshop.Out, "material", $"tested-safety-pairs-{hash}.txt");
        if (!File.Exists(file))
        {
            Terminal.Error.WriteLine($"comparing {rows.Length} safety pairs with the requests of {tests.Count} tests");
            using var embedder = MiniLmEmbedder.Open();
            var report = await new ContaminationCheck(new OverlapOptions(), embedder).RunAsync(rows, tests, cancellationToken).ConfigureAwait(false);
            WholeFile.WriteLines(file, report.Matches.Select(match => match.RowId).Distinct());
        }

        var tested = File.ReadLines(file).ToHashSet(StringComparer.Ordinal);
        return [.. rows.Where(row => !tested.Contains(row.Id))];
    }

    private IEnumerable<TrainingRow> Cut(string model, IEnumerable<TrainingRow> rows)
    {
        using var checkpoint = Checkpoint.Open(model, new CheckpointOptions());
        var cut = new TokenLimit(checkpoint.Tokenizer, sizes.Tokens);
        return [.. rows.Select(row => row with { Messages = [.. row.Messages.SkipLast(1), row.Messages[^1] with { Content = cut.Apply(row.Messages[^1].Content) }] })];
    }
}
