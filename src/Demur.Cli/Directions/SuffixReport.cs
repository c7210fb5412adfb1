using System.Globalization;
using Demur.Cli.Output;
using Demur.Steering.Directions;

namespace Demur.Cli.Directions;

/// <summary>What suffixes do to a direction: means over the prompts of each condition.</summary>
internal sealed record SuffixReport(int Prompts, SuffixReading Harmful, SuffixReading Suffix, SuffixReading Random, SuffixReading Harmless)
{
    private const int Shown = 8;

    /// <summary>Gets the heads that write most along the direction while the suffix is random, as block and head.</summary>
    public IReadOnlyList<HeadPlace> Top =>
        [.. Random.Attribution.SelectMany((heads, layer) => heads.Select((value, head) => (layer, head, value))).OrderByDescending(entry => entry.value).Take(Shown).Select(entry => new HeadPlace(entry.layer, entry.head))];

    public void Write()
    {
        var layers = new PlainTable("layer", "harmful", "adversarial suffix", "random suffix", "harmless");
        foreach (var layer in Enumerable.Range(0, Harmful.Cosines.Count))
        {
            layers.Add(Words.Count(layer), Number(Harmful.Cosines[layer]), Number(Suffix.Cosines[layer]), Number(Random.Cosines[layer]), Number(Harmless.Cosines[layer]));
        }

        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cosine of the last token's state with the direction, means of {Prompts} prompts each"));
        layers.Write();
        Terminal.Out.WriteLine("heads that write most along the direction under random suffixes; attribution, and attention from the last token: random -> adversarial");
        var heads = new PlainTable("layer", "head", "attribution", "to the instruction", "to the suffix");
        foreach (var (layer, head) in Top)
        {
            heads.Add(Words.Count(layer), Words.Count(head), Change(reading => reading.Attribution), Change(reading => reading.ToInstruction), Change(reading => reading.ToSuffix));

            string Change(Func<SuffixReading, IReadOnlyList<IReadOnlyList<double>>> of) => $"{Number(of(Random)[layer][head])} -> {Number(of(Suffix)[layer][head])}";
        }

        heads.Write();
    }

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
