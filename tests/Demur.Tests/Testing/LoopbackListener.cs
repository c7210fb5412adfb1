using System.Net;
using System.Net.Sockets;

namespace Demur.Tests.Testing;

/// <summary>Listens for HTTP on a port of this machine that nobody else has.</summary>
internal static class LoopbackListener
{
    /// <summary>Starts to listen; tries again when another test takes the port between its choice and its use.</summary>
    public static (HttpListener Listener, int Port) Start(params string[] hosts)
    {
        while (true)
        {
            var port = FreePort();
            var listener = new HttpListener();
            foreach (var host in hosts)
            {
                listener.Prefixes.Add($"http://{host}:{port}/");
            }

            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException)
            {
                // It never listened, so there is nothing to close; closing it would listen once more.
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
