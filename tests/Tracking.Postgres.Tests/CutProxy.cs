using System;
using System.Buffers.Binary;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Tracking.Tests;

/// <summary>Stands between a store and the server, and cuts the connection where a test says.</summary>
internal sealed class CutProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private volatile Func<byte[], Cut>? _where;
    private volatile bool _isDown;

    public CutProxy(int port)
    {
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often a connection was cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Whether everybody is turned away.</summary>
    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    /// <summary>The backend that clients are told they are connected to; null for the one that the server names.</summary>
    public int? Backend { get; set; }

    /// <summary>Cuts once, where the text of what is sent says.</summary>
    public void CutOnce(Cut cut, string text = "", bool stayDown = false) => _where = sent =>
    {
        if (!System.Text.Encoding.Latin1.GetString(sent).Contains(text, StringComparison.Ordinal))
            return Cut.No;
        _where = null;
        Cuts++;
        IsDown = stayDown;
        return cut;
    };

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        if (IsDown)
            return;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _port);
            var muted = new StrongBox();
            using var ended = new CancellationTokenSource();
            await Task.WhenAny(
                SendAsync(client.GetStream(), server.GetStream(), muted),
                AnswerAsync(server.GetStream(), client.GetStream(), muted));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // Either end hung up.
        }
    }

    private async Task SendAsync(NetworkStream from, NetworkStream to, StrongBox muted)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            var sent = buffer[..count];
            var cut = _where?.Invoke(sent) ?? Cut.No;
            if (cut == Cut.Before)
                return;
            muted.Value |= cut == Cut.After;
            await to.WriteAsync(sent);
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to, StrongBox muted)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            if (muted.Value)
                return;
            // The message by which a server names it: its kind, its length, the backend and a secret.
            if (Backend is { } backend && buffer.AsSpan(0, count).IndexOf("K\0\0\0\x0c"u8) is >= 0 and var at)
                BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(at + 5), backend);
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}

/// <summary>What to do with what the store sends.</summary>
public enum Cut
{
    /// <summary>Hand it on.</summary>
    No,

    /// <summary>Cut the connection before the server has it.</summary>
    Before,

    /// <summary>Cut it when the server has answered, before the store receives the answer.</summary>
    After,
}
