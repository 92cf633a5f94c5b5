package virga.tunnel

import java.math.BigInteger
import java.net.ServerSocket
import java.security.cert.X509Certificate
import java.security.{KeyPair, KeyPairGenerator, KeyStore}
import java.time.{Duration, Instant}
import java.util
import java.util.Date
import javax.net.ssl.{KeyManagerFactory, SSLContext, SSLSocketFactory, TrustManagerFactory}
import org.bouncycastle.asn1.x500.X500Name
import org.bouncycastle.cert.jcajce.{JcaX509CertificateConverter, JcaX509v3CertificateBuilder}
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder
import virga.protocol.Bytes
import virga.protocol.identity.Role
import virga.tunnel.open.TunnelFailure

/** Devices that show a certificate, with a real TLS server in their place. */
class DeviceCertificateSpec extends TunnelNetwork {
  private val secret = "secret".toCharArray
  private val pair = newPair()
  private val certificate = selfSigned(pair)
  private val stranger = selfSigned(newPair())
  private val secured: ServerSocket = listen()

  serve(secured)

  override def afterAll(): Unit = {
    secured.close()
    super.afterAll()
  }

  private def newPair(): KeyPair = {
    val generator = KeyPairGenerator.getInstance("EC")
    generator.initialize(256)
    generator.generateKeyPair()
  }

  private def selfSigned(pair: KeyPair): X509Certificate = {
    val name = new X500Name("CN=camera")
    val now = Instant.now()
    val builder = new JcaX509v3CertificateBuilder(
      name,
      BigInteger.ONE,
      Date.from(now.minus(Duration.ofDays(1))),
      Date.from(now.plus(Duration.ofDays(1))),
      name,
      pair.getPublic)
    val signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate)
    new JcaX509CertificateConverter().getCertificate(builder.build(signer))
  }

  private def store(): KeyStore = {
    val store = KeyStore.getInstance("PKCS12")
    store.load(null, secret)
    store
  }

  private def listen(): ServerSocket = {
    val keys = store()
    keys.setKeyEntry("camera", pair.getPrivate, secret, Array(certificate))
    val managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm)
    managers.init(keys, secret)
    val context = SSLContext.getInstance("TLS")
    context.init(managers.getKeyManagers, null, null)
    context.getServerSocketFactory.createServerSocket(0)
  }

  /** Believes the camera's certificate and no other. */
  private def client(): SSLSocketFactory = {
    val trusted = store()
    trusted.setCertificateEntry("camera", certificate)
    val managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm)
    managers.init(trusted)
    val context = SSLContext.getInstance("TLS")
    context.init(null, managers.getTrustManagers, null)
    context.getSocketFactory
  }

  private def sha256(bytes: Array[Byte]): Bytes = Bytes.sha256(bytes)

  private lazy val tunnelNode = {
    val node = new Node(util.Set.of(Role.TUNNEL), "garage")
    node.announce()
    node
  }
  private lazy val user = {
    tunnelNode
    new Node(util.Set.of(Role.USER), "ann")
  }

  "A device with a registered certificate" should {
    "be reached where it shows that one, and its TLS is its own" in {
      register(
        "cam",
        Seq(secured.getLocalPort),
        tls = util.Set.of(sha256(stranger.getEncoded), sha256(certificate.getEncoded)))
      val opened = user.opened("cam")
      for (_ <- 1 to 3) {
        val raw = connect(opened.listen())
        val socket = client().createSocket(raw, "camera", secured.getLocalPort, true)
        hello(socket) shouldBe "hello\nping"
        socket.close()
      }
    }

    "be refused where it shows another" in {
      register("twin", Seq(secured.getLocalPort), tls = util.Set.of(sha256(stranger.getEncoded)))
      val failure = user.failure("twin")
      failure.kind() shouldBe TunnelFailure.Kind.REFUSED
      failure.message() should include("another certificate")
    }

    "not be known by the hash of its public key alone" in {
      register(
        "spki",
        Seq(secured.getLocalPort),
        tls = util.Set.of(sha256(certificate.getPublicKey.getEncoded)))
      user.failure("spki").message() should include("certificate")
    }

    "be refused where it speaks no TLS" in {
      register("plain", tls = util.Set.of(sha256(certificate.getEncoded)))
      user.failure("plain").message() should include("shows no certificate")
    }

    "be known at its TLS port for a port that speaks none" in {
      val ports = Seq(device.getLocalPort, secured.getLocalPort)
      val schemes = Map(device.getLocalPort -> "http")
      for ((name, shown) <- Seq("known" -> certificate, "false" -> stranger))
        register(name, ports, schemes, tls = util.Set.of(sha256(shown.getEncoded)))
      val socket = connect(user.opened(s"known:${device.getLocalPort}").listen())
      hello(socket) shouldBe "hello\nping"
      socket.close()
      user.failure(s"false:${device.getLocalPort}").message() should include("certificate")
    }
  }
}
