using System.Diagnostics;
using System.Text.Json;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary>Several processes on loopback train what one trains with the same batch.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class DataParallelTests : IDisposable
{
    private const int Steps = 24;
    private readonly TemporaryFolder folder = new();
    private readonly string model;
    private readonly string rows;
    private readonly string pairs;

    public DataParallelTests()
    {
        model = TinyCheckpoint.Write(Path.Combine(folder.Path, "base"));
        rows = Path.Combine(folder.Path, "rows.jsonl");
        pairs = Path.Combine(folder.Path, "pairs.jsonl");
        string[] answers = ["bake it with flour and water", "pick the door for me", "Sorry I cannot help"];
        File.WriteAllLines(rows, Enumerable.Range(0, 30).Select(index =>
            $$"""{"messages":[{"role":"user","content":"how do I make bread word{{50 + index}}"},{"role":"assistant","content":"{{answers[index % 3]}}"}],"label":"{{(index % 3 == 2 ? "Harmful" : "Harmless")}}"}"""));
        File.WriteAllLines(pairs, Enumerable.Range(0, 30).Select(index =>
            $$"""{"prompt":"how do I make bread word{{50 + index}}","chosen":"{{answers[index % 3]}}","rejected":"no {{answers[(index + 1) % 3]}} please"}"""));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sft", 2)]
    [InlineData("sft", 4)]
    [InlineData("dpo", 2)]
    public Task Ranks_together_train_what_one_process_trains(string method, int ranks) => CompareAsync(method, ranks);

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    [InlineData("derta", 2)]
    [InlineData("reward", 2)]
    [InlineData("kto", 2)]
    public Task Ranks_together_train_what_one_process_trains_with_every_method(string method, int ranks) => CompareAsync(method, ranks);

    [Fact]
    public async Task A_rank_that_dies_ends_the_job_which_goes_on_with_another_number_of_ranks()
    {
        await FinishAsync(Train("sft", "alone"));
        var steps = Path.Combine(folder.Path, "killed", "steps.jsonl");
        using var job = DemurProcess.Start(["launch", "--nproc", "2", "--", .. Train("sft", "killed")]);
        while (!job.HasExited && !(File.Exists(steps) && new FileInfo(steps).Length > 1500))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.False(job.HasExited);
        using var second = Process.GetProcessById(Children(job.Id)[1]);
        second.Kill();
        var errors = await job.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await job.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, job.ExitCode);
        Assert.Contains("ended", errors, StringComparison.Ordinal);
        Assert.Contains("--resume", errors, StringComparison.Ordinal);
        await FinishAsync(["launch", "--nproc", "3", "--", .. Train("sft", "killed"), "--resume"]);
        Assert.Equal(Steps, Losses("killed").Length);
        Assert.InRange(Distance(ResultIn("alone"), ResultIn("killed")), 0, 1e-3);
    }

    private async Task CompareAsync(string method, int ranks)
    {
        var alone = await FinishAsync(Train(method, "alone"));
        var together = await FinishAsync(["launch", "--nproc", $"{ranks}", "--", .. Train(method, "together")]);

        Assert.Equal(Steps, Losses("alone").Length);
        Assert.All(Losses("alone").Zip(Losses("together")), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * (1 + Math.Abs(pair.First))));
        Assert.Equal(0, alone.ExitCode + together.ExitCode);
        Assert.InRange(Distance(ResultIn("alone"), ResultIn("together")), 0, 1e-3);
    }

    [Fact]
    public async Task Ranks_in_two_network_namespaces_train_together()
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/usr/sbin/ip") && await RunAsync("ip", "netns", "add", "demur-a") == 0, "Needs root, iproute2 and the right to make network namespaces.");
        try
        {
            foreach (var command in (string[])[
                "netns add demur-b", "link add demur-va netns demur-a type veth peer name demur-vb netns demur-b",
                "-n demur-a addr add 10.213.0.1/24 dev demur-va", "-n demur-b addr add 10.213.0.2/24 dev demur-vb",
                "-n demur-a link set demur-va up", "-n demur-b link set demur-vb up", "-n demur-a link set lo up", "-n demur-b link set lo up"])
            {
                Assert.Equal(0, await RunAsync("ip", command.Split(' ')));
            }

            await FinishAsync(Train("sft", "alone"));
            var ranks = await Task.WhenAll(InNamespaceAsync("a", 0), InNamespaceAsync("b", 1));

            Assert.Equal([0, 0], ranks);
            Assert.InRange(Distance(ResultIn("alone"), ResultIn("apart")), 0, 1e-3);
        }
        finally
        {
            await RunAsync("ip", "netns", "del", "demur-a");
            await RunAsync("ip", "netns", "del", "demur-b");
        }
    }

    private Task<int> InNamespaceAsync(string name, int rank) => RunAsync("ip",
    [
        "netns", "exec", $"demur-{name}", "env", $"RANK={rank}", "WORLD_SIZE=2", "MASTER_ADDR=10.213.0.1", "MASTER_PORT=29517", $"GLOO_SOCKET_IFNAME=demur-v{name}",
        "dotnet", Path.Combine(AppContext.BaseDirectory, "demur.dll"), .. Train("sft", "apart"),
    ]);

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{program} {string.Join(' ', arguments.Take(4))}: {process.ExitCode} {await output}{await errors}");
        return process.ExitCode;
    }

    private string[] Train(string method, string name)
    {
        var recipe = Path.Combine(folder.Path, $"{method}.yaml");
        var settings = "{ epochs: 100, learning_rate: 1e-3, checkpoint_every: 5, batch: { batch_size: 6 } }";
        File.WriteAllText(recipe, $"name: together\nlora: {{ rank: 4 }}\n{method}: {settings}\n");
        string[] data = method == "sft" ? ["--data", rows] : ["--pairs", pairs];
        return ["train", method, "--model", model, .. data, "--recipe", recipe, "--max-steps", $"{Steps}", "--dtype", "float32", "--out", Path.Combine(folder.Path, name)];
    }

    private static async Task<DemurResult> FinishAsync(string[] arguments)
    {
        var result = await DemurProcess.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result;
    }

    private double[] Losses(string name) => [.. File.ReadLines(Path.Combine(folder.Path, name, "steps.jsonl")).Select(line =>
    {
        using var step = JsonDocument.Parse(line);
        return step.RootElement.GetProperty("loss").GetDouble();
    })];

    private string ResultIn(string name) => Directory.GetFiles(Path.Combine(folder.Path, name), "*.safetensors", SearchOption.AllDirectories)
        .Single(path => Path.GetFileName(path) is "adapter_model.safetensors" or "model.safetensors");

    private static double Distance(string left, string right)
    {
        using var scope = new TensorScope();
        using var first = SafetensorsSource.Open(left);
        using var second = SafetensorsSource.Open(right);
        Assert.NotEmpty(first.Tensors);
        return first.Tensors.Keys.Max(name => (first.Load(name, ScalarType.Float32, Device.Cpu) - second.Load(name, ScalarType.Float32, Device.Cpu)).Abs().Max().Item());
    }

    private static int[] Children(int parent) =>
        [.. File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order()];
}
