using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Hub;
using Demur.Tests.Models.Checkpoints.Hostile;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Hub;

public sealed class HubPullTests : IAsyncDisposable
{
    private const string Weights = "model.safetensors";
    private static readonly byte[] Values = Content(5000);

    private readonly TemporaryFolder _folder = new();
    private readonly HubServer _server = new HubServer()
        .Add("config.json", TinyFiles.Config).Add(Weights, Values).Add("README.md", "# tiny").Add("pytorch_model.bin", Content(3000)).Add("onnx/model.onnx", Content(2000));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_lies_in_the_cache_as_the_ecosystems_tools_lay_it()
    {
        var snapshot = await PullAsync();

        var model = _folder.File("hub/models--org--tiny");
        Assert.Equal(Path.Combine(model, "snapshots", HubServer.Commit), snapshot);
        Assert.Equal(HubServer.Commit, await File.ReadAllTextAsync(Path.Combine(model, "refs", "main"), Token));
        Assert.Equal(
            new[] { Convert.ToHexStringLower(SHA256.HashData(Values)), HubServer.GitHash(Encoding.UTF8.GetBytes(TinyFiles.Config)), HubServer.GitHash("# tiny"u8.ToArray()) }.Order(),
            Directory.GetFiles(Path.Combine(model, "blobs")).Select(Path.GetFileName).Order());
        Assert.Equal(["README.md", "config.json", Weights], Directory.GetFileSystemEntries(snapshot).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("../../blobs/" + Convert.ToHexStringLower(SHA256.HashData(Values)), new FileInfo(Path.Combine(snapshot, Weights)).LinkTarget);
        Assert.Equal(Values, await File.ReadAllBytesAsync(Path.Combine(snapshot, Weights), Token));
    }

    [Fact]
    public async Task What_is_here_is_not_fetched_again()
    {
        await PullAsync();
        _server.Requests.Clear();

        await PullAsync();

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_cache_that_another_program_filled_is_used()
    {
        var blobs = Directory.CreateDirectory(_folder.File("hub/models--org--tiny/blobs")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(blobs, Convert.ToHexStringLower(SHA256.HashData(Values))), Values, Token);

        await PullAsync();

        Assert.DoesNotContain(_server.Requests, request => request.Contains(Weights, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dropped_connection_is_taken_up_where_it_broke()
    {
        _server.Break(Weights, new HubFault { DropsAfter = 1500 }, new HubFault { DropsAfter = 700 });

        var snapshot = await PullAsync();

        Assert.Equal(Values, await File.ReadAllBytesAsync(Path.Combine(snapshot, Weights), Token));
        string[] ranges = [.. _server.Requests.Where(request => request.StartsWith("/files/", StringComparison.Ordinal)).Select(request => request.Split(' ')[^1])];
        Assert.Equal(["/files/model.safetensors", "bytes=1500-", "bytes=2200-"], ranges);
    }

    [Fact]
    public async Task An_interrupted_pull_goes_on_from_the_bytes_that_are_here_and_is_not_found_before()
    {
        _server.Break(Weights, [.. Enumerable.Repeat(new HubFault { DropsAfter = 0 }, 3), new HubFault { DropsAfter = 1000 }, .. Enumerable.Repeat(new HubFault { DropsAfter = 0 }, 9)]);
        var error = await Assert.ThrowsAsync<DemurException>(PullAsync);
        Assert.Contains("1,000 of 5,000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Null(new HubCache(_folder.File("hub")).Find(new HubName("org/tiny")));
        _server.Break(Weights);
        _server.Requests.Clear();

        await PullAsync();

        Assert.Contains("/files/model.safetensors bytes=1000-", _server.Requests);
    }

    [Fact]
    public async Task Wrong_bytes_are_thrown_away_and_fetched_once_more()
    {
        _server.Break(Weights, new HubFault { Spoils = true });

        var snapshot = await PullAsync();

        Assert.Equal(Values, await File.ReadAllBytesAsync(Path.Combine(snapshot, Weights), Token));
    }

    [Theory]
    [InlineData(Weights)]
    [InlineData("config.json")]
    public async Task Bytes_that_stay_wrong_are_refused_and_nothing_of_them_is_kept(string file)
    {
        _server.Break(file, new HubFault { Spoils = true }, new HubFault { Spoils = true });

        var error = await Assert.ThrowsAsync<DemurException>(PullAsync);

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("hashes to", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.incomplete", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(_folder.File("hub/models--org--tiny/snapshots")));
    }

    [Fact]
    public async Task Damage_to_what_was_here_already_is_noticed()
    {
        var blobs = Directory.CreateDirectory(_folder.File("hub/models--org--tiny/blobs")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(blobs, Convert.ToHexStringLower(SHA256.HashData(Values)) + ".incomplete"), new byte[2000], Token);

        var snapshot = await PullAsync();

        Assert.Equal(Values, await File.ReadAllBytesAsync(Path.Combine(snapshot, Weights), Token));
    }

    [Fact]
    public async Task A_server_that_forgets_the_range_is_read_from_the_beginning()
    {
        _server.Break(Weights, new HubFault { DropsAfter = 1500 }, new HubFault { ForgetsRange = true });

        var snapshot = await PullAsync();

        Assert.Equal(Values, await File.ReadAllBytesAsync(Path.Combine(snapshot, Weights), Token));
    }

    [Fact]
    public async Task More_bytes_than_were_announced_do_not_fill_the_disk()
    {
        _server.Break(Weights, new HubFault { Adds = 100_000, Spoils = true }, new HubFault { Adds = 100_000 });

        var snapshot = await PullAsync();

        Assert.Equal(Values, await File.ReadAllBytesAsync(Path.Combine(snapshot, Weights), Token));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_and_one_that_stays_so_is_an_error()
    {
        _server.Break(Weights, new HubFault { Status = 503 }, new HubFault { Status = 429 });
        await PullAsync();
        Directory.Delete(_folder.File("hub"), recursive: true);
        _server.Break(Weights, [.. Enumerable.Repeat(new HubFault { Status = 500 }, 9)]);

        var error = await Assert.ThrowsAsync<DemurException>(PullAsync);

        Assert.Contains("5 times in a row", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_opens_a_gated_model_and_does_not_travel_to_the_host_of_the_files()
    {
        _server.Token = "hf_secret";

        var without = await Assert.ThrowsAsync<DemurException>(PullAsync);
        await PullAsync(Settings with { Token = "hf_secret" });

        Assert.Contains("HF_TOKEN", without.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", without.Message, StringComparison.Ordinal);
        Assert.Empty(_server.LeakedTokens);
    }

    [Fact]
    public async Task Offline_asks_nobody_and_finds_what_is_here()
    {
        var error = await Assert.ThrowsAsync<DemurException>(() => PullAsync(Settings with { Offline = true }));
        Assert.Contains("HF_HUB_OFFLINE", error.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
        var pulled = await PullAsync();
        _server.Requests.Clear();

        Assert.Equal(pulled, await PullAsync(Settings with { Offline = true }));

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_revision_is_found_by_its_name_and_by_its_commit()
    {
        var snapshot = await PullAsync(name: "org/tiny@v1");

        var cache = new HubCache(_folder.File("hub"));
        Assert.Equal(snapshot, cache.Find(HubName.Parse("org/tiny@v1")));
        Assert.Equal(snapshot, cache.Find(HubName.Parse($"org/tiny@{HubServer.Commit}")));
        Assert.Null(cache.Find(HubName.Parse("org/tiny")));
    }

    [Theory]
    [InlineData("org/tiny@v9", "no revision 'v9'")]
    [InlineData("org/other", "is not on")]
    public async Task What_is_not_there_is_named(string name, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<DemurException>(() => PullAsync(name: name))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("../../escape")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a\\\\b")]
    [InlineData("")]
    public async Task A_file_name_that_leads_out_of_the_folder_is_refused(string file)
    {
        _server.Listing = $$"""{"sha":"{{HubServer.Commit}}","siblings":[{"rfilename":"{{file}}","size":1,"blobId":"{{new string('a', 40)}}"}]}""";

        var error = await Assert.ThrowsAsync<DemurException>(PullAsync);

        Assert.Contains("leads out", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"sha":"../..","siblings":[]}""")]
    [InlineData("""{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":"config.json","size":-1,"blobId":"aa"}]}""")]
    [InlineData("""{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":"config.json","size":1,"blobId":"../../../../../../../../../../../../../x"}]}""")]
    public async Task A_server_that_is_no_hub_is_a_clear_error(string listing)
    {
        _server.Listing = listing;

        Assert.Contains("HF_ENDPOINT", (await Assert.ThrowsAsync<DemurException>(PullAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_larger_than_the_disk_is_refused_before_a_byte_is_fetched()
    {
        _server.Listing = $$"""{"sha":"{{HubServer.Commit}}","siblings":[{"rfilename":"model.safetensors","lfs":{"size":1e17,"sha256":"{{new string('a', 64)}}" } }]}""";

        Assert.Contains("GB free", (await Assert.ThrowsAsync<DemurException>(PullAsync)).Message, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Several_gguf_files_are_chosen_from_by_name()
    {
        await using var server = new HubServer().Add("a-Q4.gguf", Content(2000)).Add("a-Q8.gguf", Content(2001)).Add("README.md", "x");
        var settings = Settings with { Endpoint = server.Address };

        var error = await Assert.ThrowsAsync<DemurException>(() => PullAsync(settings));
        var snapshot = await new HubPull(settings).RunAsync(new HubName("org/tiny"), ["*Q8.gguf"], null, Token);

        Assert.Contains("--include", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a-Q8.gguf"], Directory.GetFiles(snapshot).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_model_of_bin_files_alone_is_refused_with_the_reason()
    {
        await using var server = new HubServer().Add("pytorch_model.bin", Content(2000)).Add("config.json", "{}");

        var error = await Assert.ThrowsAsync<DemurException>(() => PullAsync(Settings with { Endpoint = server.Address }));

        Assert.Contains("can run code", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_pulls_at_once_fetch_each_file_once()
    {
        await Task.WhenAll(PullAsync(), PullAsync());

        Assert.Single(_server.Requests, request => request.StartsWith("/files/model.safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_ends_at_the_whole()
    {
        var seen = new List<HubProgress>();

        await new HubPull(Settings).RunAsync(new HubName("org/tiny"), [], new Recorder(seen), Token);

        Assert.Equal(seen.Select(at => at.Done).Order(), seen.Select(at => at.Done));
        Assert.Equal(seen[^1].Total, seen[^1].Done);
        Assert.Equal(Values.Length + TinyFiles.Config.Length + "# tiny".Length, seen[^1].Total);
    }

    [Theory]
    [InlineData("HF_HOME=/h", "/h/hub", false)]
    [InlineData("HF_HOME=/h HF_HUB_CACHE=/c", "/c", false)]
    [InlineData("XDG_CACHE_HOME=/x HF_HUB_OFFLINE=1", "/x/huggingface/hub", true)]
    [InlineData("HOME=/me HF_HUB_OFFLINE=0", "/me/.cache/huggingface/hub", false)]
    public void The_environment_is_read_as_the_ecosystem_does(string environment, string cache, bool offline)
    {
        var set = environment.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        var settings = HubSettings.From(set.GetValueOrDefault);

        Assert.Equal((cache, offline), (settings.Cache, settings.Offline));
    }

    [Theory]
    [InlineData("org/name", "org/name", "main")]
    [InlineData("gpt2@refs/pr/1", "gpt2", "refs/pr/1")]
    [InlineData("Org/na.me-2_x@v1.0", "Org/na.me-2_x", "v1.0")]
    public void A_name_is_read_with_its_revision(string text, string repository, string revision) =>
        Assert.Equal(new HubName(repository, revision), HubName.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/b/c")]
    [InlineData("a/b@../../x")]
    [InlineData("/etc")]
    [InlineData("a b/c")]
    public void What_is_no_name_is_refused(string text) => Assert.Throws<DemurException>(() => HubName.Parse(text));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private HubSettings Settings => new() { Endpoint = _server.Address, Cache = _folder.File("hub"), RetryDelay = TimeSpan.Zero };

    private Task<string> PullAsync() => PullAsync(Settings);

    private Task<string> PullAsync(HubSettings? settings = null, string name = "org/tiny") =>
        new HubPull(settings ?? Settings).RunAsync(HubName.Parse(name), [], null, Token);

    private static byte[] Content(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private sealed class Recorder(List<HubProgress> seen) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => seen.Add(value);
    }
}
