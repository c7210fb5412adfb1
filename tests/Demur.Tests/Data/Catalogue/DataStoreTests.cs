using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Catalogue;

public sealed class DataStoreTests : IDisposable
{
    private const string Text = "id,prompt\n1,How do I repot a fern?\n";

    private readonly TemporaryFolder source = new();
    private readonly TemporaryFolder target = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DataStore Store => new(target.Path);

    public void Dispose()
    {
        source.Dispose();
        target.Dispose();
    }

    [Theory]
    [InlineData("/a", "/b", "/a")]
    [InlineData("", "/b", "/b/demur/data")]
    public void The_store_is_where_demur_data_says_else_in_the_users_data_folder(string given, string shared, string expected)
    {
        Assert.Equal(expected, DataStore.FindRoot(name => name switch { "DEMUR_DATA" => given, "XDG_DATA_HOME" => shared, _ => null }));
    }

    [Fact]
    public void Without_any_variable_the_store_is_below_the_home_folder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal(Path.Combine(home, ".local", "share", "demur", "data"), DataStore.FindRoot(_ => null));
    }

    [Fact]
    public async Task A_folder_is_imported_and_what_is_there_already_stays()
    {
        source.Write("prompts.csv", Text);

        var first = await Store.ImportAsync(Set(), source.Path, Token);
        var second = await Store.ImportAsync(Set(), source.Path, Token);

        Assert.Equal(["prompts.csv"], first.Imported);
        Assert.Equal(["prompts.csv"], second.Present);
        Assert.Equal(Text, await File.ReadAllTextAsync(Store.Require(Set(), "prompts.csv"), Token));
    }

    [Fact]
    public async Task A_file_address_names_a_folder_too()
    {
        source.Write("prompts.csv", Text);

        var report = await Store.ImportAsync(Set(), new Uri(source.Path).AbsoluteUri, Token);

        Assert.Equal(["prompts.csv"], report.Imported);
    }

    [Fact]
    public async Task A_copy_of_the_publishers_repository_is_unpacked_where_the_publisher_compresses()
    {
        Directory.CreateDirectory(source.File("data"));
        source.Write("data/p.csv.gz", Compress(Text));

        var report = await Store.ImportAsync(Set("data/p.csv.gz"), source.Path, Token);

        Assert.Equal(["prompts.csv"], report.Imported);
        Assert.Equal(Text, await File.ReadAllTextAsync(Store.Require(Set(), "prompts.csv"), Token));
    }

    [Theory]
    [InlineData("id,prompt\n1,Something else altogether?!\n")]
    [InlineData("id,prompt\n1,How do I repot a fern?\n2,And a much longer second row that the publisher never wrote.\n")]
    public async Task A_file_with_another_hash_is_refused_with_both_hashes_and_nothing_is_left(string text)
    {
        source.Write("prompts.csv", text);

        var exception = await Assert.ThrowsAsync<DemurException>(() => Store.ImportAsync(Set(), source.Path, Token));

        Assert.Contains(Hash(text), exception.Message, StringComparison.Ordinal);
        Assert.Contains(Hash(Text), exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(target.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_without_the_files_is_refused()
    {
        var exception = await Assert.ThrowsAsync<DemurException>(() => Store.ImportAsync(Set(), source.Path, Token));

        Assert.Contains("none of the 1 files", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/at/all")]
    [InlineData("ftp://localhost/x")]
    public async Task A_source_that_is_no_folder_and_no_address_is_named(string from)
    {
        var exception = await Assert.ThrowsAsync<DemurException>(() => Store.ImportAsync(Set(), from, Token));

        Assert.Contains(from, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing_behind()
    {
        source.Write("prompts.csv", Text);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ImportAsync(Set(), source.Path, new CancellationToken(canceled: true)));

        Assert.Empty(Directory.GetFiles(target.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task An_address_is_downloaded_and_checked()
    {
        await using var server = new OneFileServer("/mirror/prompts.csv", Encoding.UTF8.GetBytes(Text));

        var report = await Store.ImportAsync(Set(), server.Address + "mirror", Token);

        Assert.Equal(["prompts.csv"], report.Imported);
        Assert.Equal(Text, await File.ReadAllTextAsync(Store.Require(Set(), "prompts.csv"), Token));
    }

    [Fact]
    public async Task Without_a_source_the_publishers_address_is_downloaded_and_unpacked()
    {
        await using var server = new OneFileServer("/r/p.csv.gz", Compress(Text));

        var report = await Store.ImportAsync(Set("p.csv.gz", server.Address + "r/p.csv.gz"), null, Token);

        Assert.Equal(["prompts.csv"], report.Imported);
        Assert.Equal(Text, await File.ReadAllTextAsync(Store.Require(Set(), "prompts.csv"), Token));
    }

    [Fact]
    public async Task A_download_that_fails_is_one_clear_line()
    {
        await using var server = new OneFileServer("/mirror/prompts.csv", content: null);

        var exception = await Assert.ThrowsAsync<DemurException>(() => Store.ImportAsync(Set(), server.Address + "mirror", Token));

        Assert.Contains("500", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_missing_file_says_how_to_get_it()
    {
        var exception = Assert.Throws<DemurException>(() => Store.Require(Set(), "prompts.csv"));

        Assert.Contains("demur data import ferns --from FOLDER|URL", exception.Message, StringComparison.Ordinal);
        Assert.Contains("DEMUR_DATA", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_is_not_read()
    {
        Directory.CreateDirectory(target.File("ferns"));
        target.Write("ferns/prompts.csv", "changed");

        var exception = Assert.Throws<DemurException>(() => Store.Require(Set(), "prompts.csv"));

        Assert.Contains(Hash("changed"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(Hash(Text), exception.Message, StringComparison.Ordinal);
    }

    private static PublicSet Set(string? published = null, string? url = null) => new()
    {
        Name = "ferns",
        Title = "Ferns",
        About = "Questions about ferns.",
        Licence = "MIT",
        Citation = "Nobody, 2026",
        Pages = [new Uri("https://example.org/ferns")],
        Files =
        [
            new PublicFile
            {
                Path = "prompts.csv", Bytes = Text.Length, Sha256 = Hash(Text), Licence = "MIT", PublishedPath = published, Url = url is null ? null : new Uri(url),
            },
        ],
    };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Compress(string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>Serves one path on the loopback address; without content it answers 500 there.</summary>
    private sealed class OneFileServer : IAsyncDisposable
    {
        private readonly HttpListener listener;
        private readonly Task loop;

        public OneFileServer(string path, byte[]? content)
        {
            (listener, var port) = LoopbackListener.Start("127.0.0.1");
            Address = $"http://127.0.0.1:{port}/";
            loop = ServeAsync(path, content);
        }

        public string Address { get; }

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await loop;
        }

        private async Task ServeAsync(string path, byte[]? content)
        {
            try
            {
                while (true)
                {
                    var context = await listener.GetContextAsync();
                    var found = context.Request.Url!.AbsolutePath == path;
                    context.Response.StatusCode = !found ? 404 : content is null ? 500 : 200;
                    context.Response.Close(found && content is not null ? content : [], willBlock: false);
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Closing the listener ends the loop this way.
            }
        }
    }
}
