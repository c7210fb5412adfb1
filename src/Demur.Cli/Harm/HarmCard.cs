using System.Globalization;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Labels.Harm;

namespace Demur.Cli.Harm;

/// <summary>Writes the card of a trained harm head.</summary>
internal static class HarmCard
{
    public static string Of(string folder, HarmRecipe recipe, IReadOnlyList<LabelledHarm> rows, (string Path, int Seed) labels)
    {
        var sources = rows.GroupBy(row => row.Source, StringComparer.Ordinal).Select(source =>
            $"| {source.Key} | {(source.First().Response is null ? "text or request" : "answer")} | {source.Count()} | {source.Count(row => row.Harmful)} | {source.First().LabelledBy} | {source.First().Licence} |");
        var citations = rows.Select(row => HarmLabelSets.All.FirstOrDefault(set => set.Name == row.Source)?.Set).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(DataCatalogue.Find).OfType<PublicSet>().Select(set => $"- {set.Title}: {set.Citation}. {set.Pages[0]}");
        var file = Path.Combine(folder, HarmShelf.HeadFile);
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Harm head

            Is this request or text harmful, is this answer harmful, and in which category of Demur's taxonomy? Two small networks over the embeddings of
            {recipe.Head.Base}, which stays as it is: {recipe.Head.Hidden} units between embedding and labels; an answer is read as its embedding, the request's and their product.
            Use: `demur judge harm grade`, `demur eval --scorer harm-head`. Figures, each from a head that never saw the judged set: `docs/methods/judges.md`.

            **What it cannot do.** It reads the first {recipe.Head.LongestText} letters of each text, English alone. It knows topics better than intentions: pseudo-harmful requests,
            counter-speech and reclaimed words are called harmful far more often than by people, and not equally for every identity group; misspelt slurs pass. It does not
            know whether an answer is true, whether it works, or whether the law allows it. It is no policy: set a threshold on your own data, and do not decide about people with it.

            Trained on {rows.Count} rows, of which {rows.Count(row => row.Harmful)} are harmful:

            | source | what | rows | harmful | labelled by | licence |
            |---|---|---|---|---|---|
            {string.Join('\n', sources)}

            {string.Join('\n', citations)}

            No sentence of them is in the weights' file. To train it again:

                demur judge harm labels --out harm.jsonl
                demur judge harm train --labels harm.jsonl --seed {labels.Seed} --out DIR

            Labels: sha256 {FileHash.Of(labels.Path)}. {recipe.Training.Epochs} passes, rate {recipe.Training.LearningRate}, decay {recipe.Training.WeightDecay}, {recipe.Training.BatchRows} rows a step,
            dropout {recipe.Head.Dropout}, at most {recipe.MostRowsOfASource} rows of a source, a source weighing with the root of its rows, seed {labels.Seed}.

            | file | bytes | sha256 |
            |---|---|---|
            | {HarmShelf.HeadFile} | {new FileInfo(file).Length} | {FileHash.Of(file)} |

            """);
    }
}
