using System.Globalization;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Labels;

namespace Demur.Cli.Judges;

/// <summary>Writes the card of a trained judge.</summary>
internal static class JudgeCard
{
    public static string Of(string folder, JudgeRecipe recipe, IReadOnlyList<LabelledResponse> rows, (string Path, int Seed) labels)
    {
        var sources = rows.GroupBy(row => row.Source, StringComparer.Ordinal)
            .Select(source => $"| {source.Key} | {string.Join(", ", source.Select(row => row.Model).Distinct(StringComparer.Ordinal))} | {source.Count()} | {LabelSets.LicenceOf(source.Key)} |");
        var citations = rows.Select(row => DataCatalogue.Find(row.Source)).OfType<PublicSet>().Distinct().Select(set => $"- {set.Title}: {set.Citation}. {set.Pages[0]}, {set.Licence}.");
        var files = new[] { JudgeShelf.NGramFile, JudgeShelf.EncoderFile }
            .Select(file => $"| {file} | {new FileInfo(Path.Combine(folder, file)).Length} | {FileHash.Of(Path.Combine(folder, file))} |");
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Refusal judge

            The learned stages of `staged-judge`: a classifier over runs of words and letters, and a low-rank change of
            {recipe.Encoder.Base} that reads request and response together. Both tell four kinds apart: {string.Join(", ", recipe.Encoder.Labels)}.
            Figures and what they mean: `docs/methods/judges.md`.

            Trained on responses that people labelled, and on sentences that Demur's authors wrote (Apache-2.0):

            | source | models | rows | licence |
            |---|---|---|---|
            {string.Join('\n', sources)}

            {string.Join('\n', citations)}

            No sentence of them is in the weights' files. To train it again:

                demur judge labels --out labels.jsonl
                demur judge train --labels labels.jsonl --seed {labels.Seed} --out DIR

            Labels: sha256 {FileHash.Of(labels.Path)}. N-grams: {recipe.NGrams.Epochs} passes, rate {recipe.NGrams.Rate}, penalty {recipe.NGrams.Penalty}.
            Encoder: rank {recipe.Encoder.Rank}, alpha {recipe.Encoder.Alpha}, {recipe.Training.Epochs} passes, rate {recipe.Training.LearningRate}, {recipe.Training.BatchTokens} tokens a step,
            at most {recipe.MostRowsOfASource} rows of a source, seed {labels.Seed}.

            | file | bytes | sha256 |
            |---|---|---|
            {string.Join('\n', files)}

            """);
    }
}
