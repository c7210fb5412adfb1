using System.Text.Json;
using System.Text.Json.Serialization;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>Finds a refusal direction in a folder, step by step, and goes on where it was (Arditi et al. 2024).</summary>
/// <remarks>Used by one thread, which runs the model alone.</remarks>
public sealed class DirectionRun
{
    /// <summary>The name of the chosen direction's file.</summary>
    public const string DirectionFile = "direction.safetensors";

    /// <summary>The name of the file that says what came out.</summary>
    public const string ResultFile = "result.json";

    /// <summary>The name of the file of all candidates.</summary>
    public const string CandidatesFile = "candidates.safetensors";
    private const string ScoresFile = "scores.jsonl";
    private static readonly JsonSerializerOptions LineOptions = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly CausalLanguageModel _model;
    private readonly DirectionFindOptions _options;
    private readonly string _folder;
    private readonly IProgress<DirectionProgress> _progress;

    /// <summary>Prepares a run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How.</param>
    /// <param name="folder">A folder of this run alone; what earlier sessions left in it is not computed again.</param>
    /// <param name="progress">Told after every batch and candidate.</param>
    public DirectionRun(CausalLanguageModel model, DirectionFindOptions options, string folder, IProgress<DirectionProgress> progress)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Selection.Check();
        (_model, _options, _folder, _progress) = (model, options, folder, progress);
    }

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="tokens">The tokens that refusals begin with.</param>
    /// <param name="metadata">What is written beside the direction.</param>
    /// <param name="cancellationToken">Stops between batches; what is done is kept.</param>
    /// <exception cref="DemurException">The prompts share no post-instruction token, or no refusal token is given.</exception>
    public DirectionResult Run(DirectionPrompts prompts, IReadOnlyList<int> tokens, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(tokens);
        if (prompts.Positions == 0 || tokens.Count == 0)
        {
            throw new DemurException(tokens.Count == 0
                ? "No refusal token is known. Give some with --refusal-tokens."
                : "The chat template writes nothing after the instruction, so there is no position to take a direction at.");
        }

        var candidates = Candidates(prompts, (tokens, metadata), cancellationToken);
        var result = new DirectionResult
        {
            RefusalTokens = tokens,
            Positions = candidates.Positions,
            Layers = candidates.Layers,
            Harmful = new DirectionCounts(candidates.Harmful, prompts.Harmful.Count),
            Harmless = new DirectionCounts(candidates.Harmless, prompts.Harmless.Count),
        };
        result = Math.Min(candidates.Harmful, candidates.Harmless) < _options.LeastTrain
            ? result with { Inconclusive = TooFew("means", _options.LeastTrain, (result.Harmful, result.Harmless)) }
            : Choose(result, candidates, prompts, cancellationToken);
        if (result.Chosen is { } chosen)
        {
            candidates.Direction(chosen, _options.Selection).Save(PathOf(DirectionFile));
        }

        return result;
    }

    private DirectionCandidates Candidates(DirectionPrompts prompts, (IReadOnlyList<int> Tokens, IReadOnlyDictionary<string, string> Metadata) known, CancellationToken cancellationToken)
    {
        var path = PathOf(CandidatesFile);
        if (File.Exists(path))
        {
            return DirectionCandidates.Read(path);
        }

        var extraction = new DirectionExtraction(_model, prompts.Positions, _options.BatchTokens);
        var total = prompts.Harmful.Count + prompts.Harmless.Count;
        var (harmful, refused) = extraction.Mean(prompts.Harmful, logits => Keeps(logits, known.Tokens, harmful: true), done => Report("means", done, total), cancellationToken);
        var (harmless, complied) = extraction.Mean(prompts.Harmless, logits => Keeps(logits, known.Tokens, harmful: false), done => Report("means", prompts.Harmful.Count + done, total), cancellationToken);
        var candidates = new DirectionCandidates(
            [.. harmful.Zip(harmless, (first, second) => first - second)], (prompts.Positions, _model.Config.LayerCount, _model.Config.HiddenSize), (refused, complied),
            new Dictionary<string, string>(known.Metadata) { ["refusal_tokens"] = string.Join(' ', known.Tokens) });
        candidates.Save(path);
        return candidates;
    }

    private DirectionResult Choose(DirectionResult result, DirectionCandidates candidates, DirectionPrompts prompts, CancellationToken cancellationToken)
    {
        var (harmful, harmless) = (Kept(prompts.HarmfulValidation, result.RefusalTokens, harmful: true), Kept(prompts.HarmlessValidation, result.RefusalTokens, harmful: false));
        result = result with
        {
            HarmfulValidation = new DirectionCounts(harmful.Count, prompts.HarmfulValidation.Count),
            HarmlessValidation = new DirectionCounts(harmless.Count, prompts.HarmlessValidation.Count),
        };
        if (Math.Min(harmful.Count, harmless.Count) < _options.LeastValidation)
        {
            return result with { Inconclusive = TooFew("validation", _options.LeastValidation, (result.HarmfulValidation, result.HarmlessValidation)) };
        }

        var selection = DirectionSelection.Of(Scores(candidates, (harmful, harmless), result.RefusalTokens, cancellationToken), candidates.Layers, _options.Selection);
        return result with
        {
            Selection = selection,
            Chosen = selection.Chosen,
            Inconclusive = selection.Chosen is null ? Describe(selection) : null,
        };
    }

    private DirectionScore[] Scores(
        DirectionCandidates candidates, (IReadOnlyList<SteeringPrompt> Harmful, IReadOnlyList<SteeringPrompt> Harmless) prompts, IReadOnlyList<int> tokens, CancellationToken cancellationToken)
    {
        var done = ReadScores();
        using var scorer = new CandidateScorer(_model, tokens, prompts, _options.BatchTokens);
        using var log = new StreamWriter(PathOf(ScoresFile), append: true) { AutoFlush = true };

        // Layer by layer, since the candidates of one share what enters it.
        foreach (var (layer, position) in Enumerable.Range(0, candidates.Layers).SelectMany(_ => Enumerable.Range(-candidates.Positions, candidates.Positions), (layer, position) => (layer, position)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (done.ContainsKey((position, layer)))
            {
                continue;
            }

            var score = done[(position, layer)] = scorer.Score(candidates, position, layer);
            log.WriteLine(JsonSerializer.Serialize(score, LineOptions));
            Report("candidates", done.Count, candidates.Layers * candidates.Positions);
        }

        DirectionScore[] ordered = [.. done.Values.OrderBy(score => score.Position).ThenBy(score => score.Layer)];
        WholeFile.Write(PathOf(DirectionEvaluations.FileName), DirectionEvaluations.Format(ordered));
        return ordered;
    }

    // A line that a kill cut short counts as not done, and is cut off.
    private Dictionary<(int Position, int Layer), DirectionScore> ReadScores()
    {
        var path = PathOf(ScoresFile);
        var whole = File.Exists(path) ? File.ReadAllText(path) : "";
        whole = whole[..(whole.LastIndexOf('\n') + 1)];
        File.WriteAllText(path, whole);
        return whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<DirectionScore>(line, LineOptions)!)
            .ToDictionary(score => (score.Position, score.Layer));
    }

    private IReadOnlyList<SteeringPrompt> Kept(IReadOnlyList<SteeringPrompt> prompts, IReadOnlyList<int> tokens, bool harmful)
    {
        var keeps = PromptBatches.Of(prompts, _options.BatchTokens).SelectMany(batch => Keeps(batch, tokens, harmful)).ToArray();
        return [.. prompts.Where((_, index) => keeps[index])];
    }

    private bool[] Keeps(TokenBatch batch, IReadOnlyList<int> tokens, bool harmful)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var lasts = Tensor.From(PromptBatches.Places(batch, -1)).To(_model.Device);
        return Keeps(_model.Logits(_model.Forward(batch).IndexSelect(0, lasts)), tokens, harmful);
    }

    private bool[] Keeps(Tensor logits, IReadOnlyList<int> tokens, bool harmful) =>
        [.. RefusalScores.LogOdds(logits, tokens).Select(odds => _options.KeepAll || (harmful ? odds > 0 : odds < 0))];

    private static string TooFew(string what, int least, (DirectionCounts Harmful, DirectionCounts Harmless) counts) =>
        $"{counts.Harmful.Kept} of {counts.Harmful.Of} harmful prompts begin with a refusal and {counts.Harmless.Kept} of {counts.Harmless.Of} harmless ones do not; the {what} need {least} of each. " +
        "Give more prompts, other --refusal-tokens, or take all prompts with --keep-all.";

    private static string Describe(DirectionSelection selection) =>
        $"none of {selection.Candidates} candidates is within the bounds: {selection.TooDeep} too deep, {selection.TooDivergent} change harmless answers too much, " +
        $"{selection.NotInducing} do not induce refusal, {selection.NotANumber} no number. Loosen a bound with --max-kl, --min-induce or --layer-share, or take --bounds wide; 'demur direction select' does so without scoring again.";

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Report(string stage, int done, int total) => _progress.Report(new DirectionProgress(stage, done, total));
}
