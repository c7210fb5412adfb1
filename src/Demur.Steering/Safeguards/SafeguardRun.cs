using System.Text.Json;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Interventions;
using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>Trains a soft safety prompt in a folder, step by step, and goes on where it was (Zheng et al. 2024).</summary>
/// <remarks>Used by one thread, which runs the model alone.</remarks>
public sealed class SafeguardRun
{
    /// <summary>The name of the trained soft prompt's file.</summary>
    public const string PromptFile = "soft-prompt.safetensors";

    /// <summary>The name of the file that says what came out.</summary>
    public const string ResultFile = "result.json";

    /// <summary>The name of the file that says where each query lies under no prompt, the text and the soft prompt.</summary>
    public const string PointsFile = "points.jsonl";

    private const string StatesFile = "states.safetensors";
    private const string AnchorFile = "anchor.safetensors";
    private const string StatesName = "states";

    private readonly LocalModel _local;
    private readonly SafeguardOptions _options;
    private readonly string _folder;
    private readonly IProgress<SafeguardProgress> _progress;
    private readonly SafeguardRenderer _renderer;
    private readonly LastStates _reader;

    /// <summary>Prepares a run.</summary>
    /// <param name="local">The model; no soft prompt is attached to it.</param>
    /// <param name="options">How.</param>
    /// <param name="folder">A folder of this run alone; what earlier sessions left in it is not computed again.</param>
    /// <param name="progress">Told after every batch and step.</param>
    public SafeguardRun(LocalModel local, SafeguardOptions options, string folder, IProgress<SafeguardProgress> progress)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_local, _options, _folder, _progress) = (local, options, folder, progress);
        (_renderer, _reader) = (new SafeguardRenderer(local), new LastStates(local.Model, options.BatchTokens));
    }

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="data">Queries, prompts and judged answers.</param>
    /// <param name="metadata">What is written beside the soft prompt.</param>
    /// <param name="cancellationToken">Stops between batches and steps; what is done is kept.</param>
    /// <exception cref="DemurException">The model has no chat template with a system message.</exception>
    public SafeguardResult Run(SafeguardData data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        var result = new SafeguardResult { Method = _options.Method, Harmful = SafeguardCounts.Of(data, harmless: false), Harmless = SafeguardCounts.Of(data, harmless: true) };
        var refused = result.Harmful.Refused + result.Harmless.Refused;
        var answered = result.Harmful.Answers + result.Harmless.Answers - refused - result.Harmful.Unjudged - result.Harmless.Unjudged;
        if (Math.Min(refused, answered) < _options.LeastAnswers)
        {
            return result with
            {
                Inconclusive = $"{refused} of the judged answers refuse and {answered} do not; the training needs {_options.LeastAnswers} of each to tell them apart. " +
                    "Give more queries or samples, other prompts, or a model that refuses some requests and answers others.",
            };
        }

        using var scope = new TensorScope();
        var prompt = _renderer.Embeddings(data.StartText); // (K, hidden)
        return _options.Method == SafeguardMethod.Dro ? Dro(result, data, (prompt, metadata), cancellationToken) : Vpt(result, data, (prompt, metadata), cancellationToken);
    }

    private SafeguardResult Dro(SafeguardResult result, SafeguardData data, (Tensor Rows, IReadOnlyDictionary<string, string> Metadata) prompt, CancellationToken cancellationToken)
    {
        var states = States(data, cancellationToken); // (prompts * queries, hidden)
        var anchor = PcaAnchor.Fit(states, _options.Dimensions, _options.Seed);
        anchor.Save(PathOf(AnchorFile));
        var (refusal, harmfulness) = Probes(anchor.Coordinates(states), data);
        var loss = new SafeguardLoss(anchor, refusal, harmfulness);
        Tensor start, end;
        IReadOnlyList<SafeguardStep> steps;
        using (_local.Attach(prompt.Rows))
        {
            IReadOnlyList<int>[] prompts = [.. data.Queries.Select(query => _renderer.Ids(query.Messages, _local.SoftPromptText))];
            start = _reader.Read(prompts, done => Report("start", done, prompts.Length), cancellationToken);
            var objective = new DroObjective(_local.Model, loss, _options);
            steps = new SoftPromptLoop(_folder, _options, _progress).Run(
                prompt.Rows, prompts.Length, batch => Backward(objective, prompts, (start, data), batch), cancellationToken);
            end = _reader.Read(prompts, done => Report("end", done, prompts.Length), cancellationToken);
        }

        Save(prompt.Rows, prompt.Metadata);
        WritePoints(data, anchor, (refusal, harmfulness), [("none", Narrow(states, data, IndexOfNone(data))), ("text", Narrow(states, data, data.Start)), ("soft", end)]);
        return result with
        {
            Explained = anchor.Explained, Refusal = refusal, Harmfulness = harmfulness, Tokens = (int)prompt.Rows.Size(0), First = steps[0], Last = steps[^1],
        };
    }

    private SafeguardResult Vpt(SafeguardResult result, SafeguardData data, (Tensor Rows, IReadOnlyDictionary<string, string> Metadata) prompt, CancellationToken cancellationToken)
    {
        IReadOnlyList<SafeguardStep> steps;
        using (_local.Attach(prompt.Rows))
        {
            var answers = Answers(data);
            var wanted = answers.Count(answer => answer.IsWanted);
            if (wanted < _options.LeastAnswers || answers.Length - wanted < _options.LeastAnswers)
            {
                return result with { Inconclusive = $"{wanted} of the sampled answers are wanted and {answers.Length - wanted} are not; the training needs {_options.LeastAnswers} of each. Give more queries or samples." };
            }

            var objective = new VptObjective(_local.Model, _options);
            steps = new SoftPromptLoop(_folder, _options, _progress).Run(
                prompt.Rows, answers.Length, batch => objective.Backward([.. batch.Select(place => answers[place])]), cancellationToken);
        }

        Save(prompt.Rows, prompt.Metadata);
        return result with { Tokens = (int)prompt.Rows.Size(0), First = steps[0], Last = steps[^1] };
    }

    private static (double Loss, IReadOnlyDictionary<string, double> Parts) Backward(
        DroObjective objective, IReadOnlyList<int>[] prompts, (Tensor States, SafeguardData Data) start, int[] batch)
    {
        using var scope = new TensorScope();
        var before = start.States.IndexSelect(0, Tensor.From([.. batch.Select(place => (long)place)]));
        return objective.Backward([.. batch.Select(place => prompts[place])], before, [.. batch.Select(place => start.Data.Queries[place].IsHarmless ? 1f : 0f)]);
    }

    private Tensor States(SafeguardData data, CancellationToken cancellationToken)
    {
        var path = PathOf(StatesFile);
        if (File.Exists(path))
        {
            using var source = SafetensorsSource.Open(path);
            return source.Load(StatesName, ScalarType.Float32, Device.Cpu);
        }

        IReadOnlyList<int>[] prompts = [.. data.Prompts.SelectMany(prompt => data.Queries.Select(query => _renderer.Ids(query.Messages, prompt)))];
        var states = _reader.Read(prompts, done => Report("states", done, prompts.Length), cancellationToken);
        SafetensorsWriter.Write(path, [TensorToWrite.Of(StatesName, states)], cancellationToken: cancellationToken);
        return states;
    }

    private (LinearProbe Refusal, LinearProbe Harmfulness) Probes(IReadOnlyList<double[]> coordinates, SafeguardData data)
    {
        var compliance = data.Compliance();
        var judged = Enumerable.Range(0, compliance.Length).Where(row => !double.IsNaN(compliance[row])).ToArray();
        Report("probes", 0, 2);
        var refusal = LinearProbe.Fit([.. judged.Select(row => coordinates[row])], [.. judged.Select(row => compliance[row])], Math.Min(_options.Folds, judged.Length), _options.Seed);
        Report("probes", 1, 2);
        var harmfulness = LinearProbe.Fit(
            coordinates, [.. Enumerable.Range(0, coordinates.Count).Select(row => data.Queries[row % data.Queries.Count].IsHarmless ? 1.0 : 0.0)], Math.Min(_options.Folds, coordinates.Count), _options.Seed);
        Report("probes", 2, 2);
        return (refusal, harmfulness);
    }

    // Under the text both kinds count; without any prompt the unwanted ones alone, as in the release.
    private TuningAnswer[] Answers(SafeguardData data)
    {
        var none = IndexOfNone(data);
        return
        [
            .. data.Answers.Where(answer => answer.Refuses is not null && answer.Text.Length > 0)
                .Select(answer => (Answer: answer, IsWanted: answer.Refuses != data.Queries[answer.Query].IsHarmless))
                .Where(answer => answer.Answer.Condition == data.Start || (answer.Answer.Condition == none && !answer.IsWanted))
                .Select(answer => Tokenised(data.Queries[answer.Answer.Query].Messages, answer.Answer.Text, answer.IsWanted))
                .Where(answer => answer.Answer.Count > 0),
        ];
    }

    private TuningAnswer Tokenised(IReadOnlyList<ChatTurn> messages, string answer, bool isWanted)
    {
        var text = _renderer.Text(messages, _local.SoftPromptText);
        return new TuningAnswer(_renderer.Ids(messages, _local.SoftPromptText), [.. _renderer.AnswerIds(text, answer).Take(_options.AnswerTokens)], isWanted);
    }

    private void Save(Tensor rows, IReadOnlyDictionary<string, string> metadata)
    {
        using var scope = new TensorScope();
        new SoftPrompt { Values = rows.Detach().To(ScalarType.Float32, Device.Cpu).ToArray<float>(), HiddenSize = (int)rows.Size(1), Metadata = metadata }.Save(PathOf(PromptFile));
    }

    private void WritePoints(SafeguardData data, PcaAnchor anchor, (LinearProbe Refusal, LinearProbe Harmfulness) probes, IReadOnlyList<(string Name, Tensor? States)> conditions) =>
        WholeFile.WriteLines(PathOf(PointsFile), conditions.Where(condition => condition.States is not null).SelectMany(condition => anchor.Coordinates(condition.States!)
            .Select((row, query) => JsonSerializer.Serialize(
                new SafeguardPoint(condition.Name, data.Queries[query].IsHarmless, row, probes.Refusal.Logit(row), probes.Harmfulness.Logit(row)), DemurJson.Line))));

    private static Tensor? Narrow(Tensor states, SafeguardData data, int condition) => condition < 0 ? null : states.Narrow(0, (long)condition * data.Queries.Count, data.Queries.Count);

    private static int IndexOfNone(SafeguardData data) => data.Prompts.ToList().FindIndex(prompt => prompt is null);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Report(string stage, int done, int total) => _progress.Report(new SafeguardProgress(stage, done, total));
}
